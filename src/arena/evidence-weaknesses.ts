import type { Workspace } from '../organism/workspace.ts';
import { defaultBudget } from './contest.ts';
import type { Evidence } from './evidence.ts';
import { derivedSeed } from './prepare-matter.ts';
import { repositoryNonce } from './repository-nonce.ts';

/** In which ways evidence was made easier than the arena makes it by itself; empty when it is as it should be. */
export async function evidenceWeaknesses(
  workspace: Workspace,
  { candidate, basis }: Evidence,
): Promise<readonly string[]> {
  const { seed, budget } = basis;
  const nonce = seed.nonce === null ? null : await repositoryNonce(workspace.repository);
  const derived = nonce !== null && seed.nonce === nonce && seed.value === derivedSeed(nonce, candidate);
  const names = Object.keys(defaultBudget) as (keyof typeof defaultBudget)[];
  return [
    ...(derived ? [] : ['its seed was chosen, not derived from candidate and repository']),
    ...names
      .filter((name) => budget[name] < defaultBudget[name])
      .map((name) => `its budget for ${name} is ${budget[name]}, less than ${defaultBudget[name]}`),
  ];
}
