import { Flags } from '@oclif/core';
import { phenotypeFlag } from './phenotype-flag.ts';
import { kernelFlags } from './world-flags.ts';

/** What plan and deploy share. */
export const topologyFlags = {
  ...kernelFlags,
  phenotype: phenotypeFlag,
  input: Flags.string({
    char: 'i',
    description: 'parameters the phenotype does not give, as JSON, @FILE, or - for standard input',
    helpValue: 'JSON',
  }),
  wait: Flags.boolean({
    description: "wait for the contracts' verification windows",
    default: true,
    allowNo: true,
  }),
  jobs: Flags.integer({
    char: 'j',
    description: 'independent steps of a pathway that may run at the same time',
    default: 4,
    min: 1,
    max: 64,
  }),
};
