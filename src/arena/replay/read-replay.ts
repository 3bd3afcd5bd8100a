import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { GeneContract } from '../../contract/ast.ts';
import { SgError } from '../../errors/sg-error.ts';
import { caseToTrial, type Replay } from './case-to-trial.ts';
import { readFailureCase } from './read-failure-case.ts';

/** The case of a file as a trial; a file that can't be read or holds no case is an obstacle like any other. */
export async function readReplay(contract: GeneContract, file: string): Promise<Replay> {
  const name = path.basename(file);
  try {
    return caseToTrial(contract, readFailureCase(await readFile(file, 'utf8'), name), name);
  } catch (error) {
    if (error instanceof SgError || isSystemError(error)) {
      return { replayable: false, reason: 'unreadable', message: error.message };
    }
    throw error;
  }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error;
}
