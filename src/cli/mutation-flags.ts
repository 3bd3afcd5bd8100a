import { Flags } from '@oclif/core';
import { phenotypeFlag } from './phenotype-flag.ts';
import { workersFlag } from './workers-flag.ts';

/** Where nobody says otherwise. */
export const mutationDefaults = { count: 3, base: 'main', remote: 'origin' } as const;

/** What `sg mutate` and `sg generate` share. */
export const mutationFlags = {
  phenotype: phenotypeFlag,
  count: Flags.integer({
    char: 'n',
    description: 'candidates to ask for',
    default: mutationDefaults.count,
    min: 1,
    max: 16,
  }),
  'mutation-engine': Flags.string({
    description: 'who writes: auto, mock, claude, openai, command or none',
    default: 'auto',
    env: 'SG_MUTATION_ENGINE',
    helpValue: 'NAME',
  }),
  model: Flags.string({ description: "model to ask instead of the engine's own" }),
  base: Flags.string({
    description: 'branch that proposals start from',
    default: mutationDefaults.base,
    helpValue: 'BRANCH',
  }),
  remote: Flags.string({ description: 'remote that proposals are pushed to', default: mutationDefaults.remote }),
  pr: Flags.boolean({ description: 'push the branch and open the pull request (needs GITHUB_TOKEN)' }),
  'dry-run': Flags.boolean({ description: 'tell what would be asked; ask nobody' }),
  'show-prompt': Flags.boolean({ description: 'print the prompt; ask nobody' }),
  workers: workersFlag(),
};
