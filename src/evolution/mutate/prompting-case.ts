import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { caseToTrial } from '../../arena/replay/case-to-trial.ts';
import { readFailureCase } from '../../arena/replay/read-failure-case.ts';
import type { TrialCase } from '../../arena/trial-case.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { shortDigest, type Sha256 } from '../../model/digest.ts';
import type { JsonObject } from '../../model/json.ts';
import { caseDigest } from '../../organism/cases/case-digest.ts';
import type { FailureCase } from '../../organism/cases/failure-case-format.ts';
import type { MutationScene } from './mutation-scene.ts';

/** The failure that prompts a mutation. */
export interface Prompting {
  readonly file: string;
  readonly digest: Sha256;
  readonly failure: FailureCase;
  readonly trial: TrialCase;
}

/**
 * Its trial is named by what it holds, so that evidence does not depend on where the file lay.
 * @throws UsageError `case-not-readable`, `case-not-replayable`; IntegrityError `case-file-invalid`
 */
export async function readPrompting({ contract }: MutationScene, file: string): Promise<Prompting> {
  const failure = readFailureCase(await text(file), path.basename(file));
  const digest = caseDigest(failure as unknown as JsonObject);
  const replay = caseToTrial(contract, failure, `${contract.name.text}-${shortDigest(digest)}.json`);
  if (replay.replayable) return { file, digest, failure, trial: replay.trial };
  throw new UsageError({
    code: 'case-not-replayable',
    message: `The case ${file} can't be replayed: ${replay.message}.`,
    hint: 'Failure cases are written by `sg run` to .sg/cases/; policy.capture in the phenotype says how much they hold.',
  });
}

async function text(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new UsageError({
      code: 'case-not-readable',
      message: `Expected a failure case at ${file}: ${(cause as Error).message}.`,
      hint: 'Failure cases are written by `sg run` to .sg/cases/.',
      cause,
    });
  }
}
