import { parseTrailers, trailerValues, type Trailer } from '../../git/trailers.ts';
import { isObjectId } from '../../git/ref-name.ts';
import { isFitnessBranch } from './fitness-branch.ts';
import { noLedger } from './decision-message.ts';
import type { LedgerVersion } from './ledger-evidence.ts';

/** What a commit claims about a decision, before anything of it is believed. */
export interface ClaimedDecision {
  readonly phenotype: string;
  readonly locus: string;
  readonly ledgers: readonly LedgerVersion[];
  /** Every `Sg-` trailer, in order. */
  readonly trailers: readonly Trailer[];
}

/**
 * The decision a commit message claims that evidence made.
 * @returns `undefined` where it claims none; a text that says what is wrong with the claim
 */
export function parseDecision(message: string): ClaimedDecision | string | undefined {
  const trailers = parseTrailers(message).filter(({ key }) => /^sg-/i.test(key));
  if (trailerValues(trailers, 'Sg-Evidence').length === 0) return undefined;
  const [phenotype, locus, named] = ['Sg-Phenotype', 'Sg-Locus', 'Sg-Ledger'].map((key) => once(trailers, key));
  if (phenotype === undefined || locus === undefined || named === undefined) {
    return 'expected Sg-Phenotype, Sg-Locus and Sg-Ledger, each once';
  }
  const ledgers = named === noLedger ? [] : named.split(' ').map(parseLedger);
  const broken = ledgers.indexOf(undefined);
  if (broken >= 0)
    return `expected Sg-Ledger to name fitness/HOST@COMMIT, found ${JSON.stringify(named.slice(0, 200))}`;
  return { phenotype, locus, ledgers: ledgers.filter((ledger) => ledger !== undefined), trailers };
}

function once(trailers: readonly Trailer[], key: string): string | undefined {
  const values = trailerValues(trailers, key);
  return values.length === 1 ? values[0] : undefined;
}

function parseLedger(text: string): LedgerVersion | undefined {
  const at = text.lastIndexOf('@');
  const [branch, commit] = [text.slice(0, Math.max(at, 0)), text.slice(at + 1)];
  return isFitnessBranch(branch) && isObjectId(commit) ? { branch, commit } : undefined;
}
