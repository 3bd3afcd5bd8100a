import { shortDigest } from '../model/digest.ts';
import type { ShownAllele } from '../organism/status/show-allele.ts';
import { printable, printableLine } from './printable.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';

/** `sg show` for people: facts first, then the source as it was reviewed. */
export function alleleView(allele: ShownAllele, style: Style): string {
  const { certificate, tally } = allele;
  const expressed = allele.expressed.map(({ phenotype, role }) => `${role} in ${phenotype}`);
  const outcomes = Object.entries(tally.outcomes).map(([outcome, count]) => `${count} ${outcome}`);
  const rows = [
    ['locus', allele.locus],
    ['digest', allele.digest],
    ['file', allele.file],
    ['origin', `${certificate.origin}, generation ${certificate.generation}, born ${certificate.created}`],
    ['parents', certificate.parents.map(shortDigest).join(', ') || 'none'],
    ...(certificate.note === undefined ? [] : [['note', printableLine(certificate.note)]]),
    ...(certificate.engine === undefined ? [] : [['engine', printableLine(JSON.stringify(certificate.engine))]]),
    ['contract', certificate.contract],
    ['expressed', expressed.join(', ') || 'nowhere'],
    ['here', tally.attempts === 0 ? 'never ran' : `${tally.attempts} runs: ${outcomes.join(', ')}`],
  ];
  const shown = rows.map(([label = '', value = '']) => [style.dim(label), value]);
  return `${table(shown)}\n\n${printable(allele.source.trimEnd())}`;
}
