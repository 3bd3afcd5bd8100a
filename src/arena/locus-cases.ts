import type { GeneContract } from '../contract/ast.ts';
import { UsageError } from '../errors/usage-error.ts';
import { listCases } from '../organism/cases/case-list.ts';
import { readReplay } from './replay/read-replay.ts';
import type { TrialCase } from './trial-case.ts';

/** Evidence holds the cases it is about; more are not carried along. The latest names win: they are digests. */
const mostCases = 32;

export interface LocusCases {
  readonly trials: readonly TrialCase[];
  /** Kept here and not to be replayed, with the reason. */
  readonly left: readonly { readonly file: string; readonly reason: string }[];
}

/**
 * The failures of a locus to replay: those captured here and the files named, which must be fit for it.
 * @throws UsageError `case-not-readable`, `case-not-replayable` for a file that was named
 */
export async function locusCases(
  contract: GeneContract,
  folder: string,
  files: readonly string[],
): Promise<LocusCases> {
  const named = await Promise.all(files.map((file) => namedCase(contract, file)));
  const left: { file: string; reason: string }[] = [];
  const kept: TrialCase[] = [];
  for (const { file } of await listCases(folder, contract.name.text)) {
    const replay = await readReplay(contract, file);
    if (replay.replayable) kept.push(replay.trial);
    else left.push({ file, reason: replay.message });
  }
  return { trials: unique([...named, ...kept]).slice(0, mostCases), left };
}

async function namedCase(contract: GeneContract, file: string): Promise<TrialCase> {
  const read = await readReplay(contract, file);
  if (read.replayable) return read.trial;
  throw new UsageError({
    code: 'case-not-replayable',
    message: `The case ${file} can't be replayed: ${read.message}.`,
    hint: 'Failure cases are written by `sg run` to .sg/cases/.',
  });
}

/** A case that was named is most often one of those that are kept here. */
function unique(trials: readonly TrialCase[]): readonly TrialCase[] {
  return [...new Map(trials.map((trial) => [trial.origin, trial] as const).reverse())]
    .reverse()
    .map(([, trial]) => trial);
}
