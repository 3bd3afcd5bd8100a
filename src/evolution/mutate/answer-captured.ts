import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readFailureCase } from '../../arena/replay/read-failure-case.ts';
import { SgError } from '../../errors/sg-error.ts';
import type { MutationReport } from '../../organism/run/report.ts';
import { mutate } from './mutate.ts';
import type { MutateMeans } from './mutate-means.ts';
import type { MutateResult } from './mutate-result.ts';
import type { MutateRequest } from './mutation-order.ts';

export interface CapturedAnswer {
  /** What a run says of it. */
  readonly report: MutationReport;
  /** Absent where nothing came of it. */
  readonly result?: MutateResult;
}

/**
 * Answers the failure that a run has just captured, at the locus it happened at. The run is over: what goes wrong here is
 * told, and changes nothing about it.
 */
export async function answerCaptured(
  file: string,
  request: Omit<MutateRequest, 'locus' | 'case' | 'dryRun'>,
  open: () => Promise<MutateMeans>,
): Promise<CapturedAnswer> {
  try {
    const { locus } = readFailureCase(await readFile(file, 'utf8'), path.basename(file));
    const result = await mutate({ ...request, locus, case: file, dryRun: false }, await open());
    const { state, allele, branch } = result;
    if (state === 'dry-run') return { report: { state: 'captured', case: file }, result };
    const named = branch === null ? {} : { branch: branch.name };
    return { report: { state, case: file, ...(allele === null ? {} : { allele }), ...named }, result };
  } catch (error) {
    if (!(error instanceof SgError)) throw error;
    const { code, message } = error;
    return { report: { state: 'captured', case: file, error: { code, message } } };
  }
}
