import { Flags } from '@oclif/core';

export const phenotypeFlag = Flags.string({
  char: 'p',
  description: 'phenotype to express (phenotypes/NAME.toml)',
  default: 'default',
  env: 'SG_PHENOTYPE',
});
