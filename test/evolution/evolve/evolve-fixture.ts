import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { LedgerWriter } from '../../../src/ledger/ledger-writer.ts';
import type { LedgerRecord } from '../../../src/ledger/record.ts';
import { sha256 } from '../../../src/model/digest.ts';
import {
  evolve,
  type EvolveRequest,
  type EvolveResult,
  type LocusOutcome,
} from '../../../src/evolution/evolve/evolve.ts';
import { HistoryFixture } from '../../organism/history/history-fixture.ts';

/** A genome with a history and a ledger of runs in which one allele answered after another. */
export class EvolveFixture extends HistoryFixture {
  #runs = 0;

  get ledger(): string {
    return path.join(this.root, '.sg', 'ledger');
  }

  /** `count` runs, each on an input of its own, in which `right` was right after `wrong` had failed. */
  rescues(locus: string, { right, wrong, count }: { right: string; wrong: string; count: number }): void {
    const inputs = Array.from({ length: count }, () => `input ${(this.#runs += 1)}`);
    this.write(inputs.flatMap((input) => rescue(locus, { right, wrong, input })));
  }

  /** `count` runs in which the allele was right at once. */
  successes(locus: string, allele: string, count: number): void {
    this.write(
      Array.from({ length: count }, () => `input ${(this.#runs += 1)}`).flatMap((input) => {
        const [begin, , , , , end] = rescue(locus, { right: allele, wrong: allele, input });
        const one = { run: `run ${locus} ${input}`, attempt: 1, at: 1, locus, allele };
        const asked = { step: '1', contract: sha256('contract'), input: sha256(input) };
        const acted: LedgerRecord[] = [
          { t: 'intent', ...one, ...asked },
          { t: 'outcome', ...one, outcome: 'ok', operations: 1 },
        ];
        return [begin, ...acted, end].filter((record) => record !== undefined);
      }),
    );
  }

  write(records: readonly LedgerRecord[]): void {
    mkdirSync(this.ledger, { recursive: true });
    const writer = new LedgerWriter(this.ledger);
    for (const record of records) writer.add(record);
    writer.close();
  }

  evolve(options: Partial<EvolveRequest> = {}): Promise<EvolveResult> {
    return evolve(this.root, { phenotype: 'default', host: 'lab-1', dryRun: false, ...options });
  }

  async decide(locus: string, options: Partial<EvolveRequest> = {}): Promise<LocusOutcome> {
    const outcome = (await this.evolve(options)).loci.find((one) => one.locus === locus);
    if (outcome === undefined) throw new Error(`no outcome for ${locus}`);
    return outcome;
  }

  trailers(commit = 'HEAD'): Readonly<Record<string, string>> {
    const lines = this.git('log', '-1', '--format=%(trailers:only,unfold)', commit).trim().split('\n');
    return Object.fromEntries(
      lines.filter((line) => line !== '').map((line) => line.split(/: (.*)/s, 2) as [string, string]),
    );
  }
}

interface Rescue {
  readonly right: string;
  readonly wrong: string;
  readonly input: string;
}

export function rescue(locus: string, { right, wrong, input }: Rescue): readonly LedgerRecord[] {
  const run = `run ${locus} ${input}`;
  const [first, second] = [
    { run, attempt: 1, at: 1, locus, allele: wrong },
    { run, attempt: 2, at: 1, locus, allele: right },
  ];
  const asked = { step: '1', contract: sha256('contract'), input: sha256(input) };
  return [
    { t: 'run', run, at: 1, target: locus, phenotype: 'default', kernel: 'mock', pid: 1 },
    { t: 'intent', ...first, ...asked },
    { t: 'outcome', ...first, outcome: 'gene-failure', operations: 1, error: 'exception: the password is hunter2' },
    { t: 'intent', ...second, ...asked },
    { t: 'outcome', ...second, outcome: 'ok', operations: 1, fallbackOf: 1 },
    { t: 'end', run, at: 2, ok: true, rolledBack: false },
  ];
}
