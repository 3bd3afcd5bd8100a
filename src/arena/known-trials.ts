import { InternalError } from '../errors/internal-error.ts';
import type { Sha256 } from '../model/digest.ts';
import type { CaseReference } from './trial-job.ts';
import type { TrialResult } from './trial-result.ts';
import type { TrialRunner } from './trial-runner.ts';

/** Answers of alleles to the generated cases of one seed: each is asked once, however often it is looked at. */
export class KnownTrials {
  readonly #runner: TrialRunner;
  readonly #seed: string;
  readonly #known = new Map<string, TrialResult>();

  constructor(runner: TrialRunner, seed: string) {
    this.#runner = runner;
    this.#seed = seed;
  }

  reference(index: number): CaseReference {
    return { kind: 'generated', seed: this.#seed, index };
  }

  /** Sees to it that every one of these alleles has answered every one of these cases. */
  async ask(indexes: readonly number[], alleles: readonly Sha256[]): Promise<void> {
    const jobs = indexes
      .map((index) => ({
        index,
        missing: [...new Set(alleles)].filter((allele) => !this.#known.has(key(index, allele))),
      }))
      .filter(({ missing }) => missing.length > 0);
    const results = await this.#runner.trials(
      jobs.map(({ index, missing }) => ({
        reference: this.reference(index),
        runs: missing.map((allele) => ({ allele })),
      })),
    );
    jobs.forEach(({ index, missing }, job) => {
      missing.forEach((allele, run) => {
        const result = results[job]?.[run];
        if (result !== undefined) this.#known.set(key(index, allele), result);
      });
    });
  }

  answer(index: number, allele: Sha256): TrialResult {
    const result = this.#known.get(key(index, allele));
    if (result === undefined) throw new InternalError(`Case ${index} was not put to ${allele}.`);
    return result;
  }
}

function key(index: number, allele: Sha256): string {
  return `${index} ${allele}`;
}
