import { Flags } from '@oclif/core';
import { fromHost } from './host-defaults.ts';

export const phenotypeFlag = Flags.string({
  char: 'p',
  description: "phenotype to express (phenotypes/NAME.toml; default: the host's, else default)",
  default: fromHost('phenotype', 'default'),
  noCacheDefault: true,
  env: 'SG_PHENOTYPE',
});
