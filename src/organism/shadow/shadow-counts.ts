import { readLedger } from '../../ledger/read-ledger.ts';
import type { ShadowVerdict } from '../../model/shadow-verdict.ts';

/** How an allele fared on mocks of this host, as far as the ledger still has it record by record. */
export interface ShadowCount extends Readonly<Record<ShadowVerdict, number>> {
  readonly allele: string;
}

export function shadowCounts(ledger: string, locus: string): readonly ShadowCount[] {
  const counts = new Map<string, { allele: string } & Record<ShadowVerdict, number>>();
  for (const record of readLedger(ledger, ['shadow']).records) {
    if (record.locus !== locus) continue;
    const { allele } = record;
    const count = counts.get(allele) ?? { allele, same: 0, differs: 0, fails: 0 };
    count[record.verdict] += 1;
    counts.set(allele, count);
  }
  return [...counts.values()].sort((a, b) => (a.allele < b.allele ? -1 : 1));
}
