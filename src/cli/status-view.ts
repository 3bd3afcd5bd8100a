import { shortDigest } from '../model/digest.ts';
import type { GenomeStatus, LocusStatus } from '../organism/status/status.ts';
import { failedText, fitnessText, roleText } from './allele-cells.ts';
import { breakerLine } from './breaker-line.ts';
import { canaryLine } from './canary-line.ts';
import { printableLine } from './printable.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';

/** `sg status` for people: one line an allele, in the order of expression. */
export function statusView(status: GenomeStatus, style: Style): string {
  const head = ['LOCUS', 'RISK', 'ALLELE', 'ROLE', 'RUNS', 'FAILED', 'FITNESS'].map(style.dim);
  const genes = status.loci.filter(({ kind, alleles, pool }) => kind === 'gene' || alleles.length + pool > 0);
  const rows = genes.flatMap((locus) => locusRows(locus, style));
  const pathways = status.loci.filter(({ kind }) => kind === 'pathway').map(({ locus }) => locus);
  return [
    `${style.strong(`phenotype ${status.phenotype}`)}  ${style.dim(printableLine(status.root))}`,
    '',
    table([head, ...rows]),
    '',
    wrapped('pathways    ', pathways),
    wrapped('topologies  ', status.topologies),
    ...notes(status, style),
  ].join('\n');
}

function locusRows(locus: LocusStatus, style: Style): readonly (readonly string[])[] {
  if (locus.alleles.length + locus.pool === 0) return [[locus.locus, locus.risk, style.warn('none'), '', '', '', '']];
  const rows = locus.alleles.map((allele, index) => [
    index === 0 ? locus.locus : '',
    index === 0 ? locus.risk : '',
    shortDigest(allele.allele),
    roleText(allele, style),
    String(allele.tally.attempts),
    failedText(allele, style),
    fitnessText(allele, style),
  ]);
  return locus.pool === 0 ? rows : [...rows, ['', '', style.dim(`+${locus.pool} in pool`), '', '', '', '']];
}

/** Names in lines of at most 80 columns under a hanging label. */
function wrapped(label: string, names: readonly string[]): string {
  const lines: string[] = [];
  let line = label;
  for (const name of names) {
    if (line.length + name.length > 80 && line.trim() !== '') {
      lines.push(line.trimEnd());
      line = ' '.repeat(label.length);
    }
    line += `${name}  `;
  }
  return [...lines, line.trimEnd()].join('\n');
}

function notes(status: GenomeStatus, style: Style): readonly string[] {
  const strays = status.strays.map(({ path, reason }) => `${style.warn('stray')}  ${printableLine(path)}: ${reason}`);
  const damaged =
    status.damagedRecords === 0 ? [] : [`${style.warn('ledger')} ${status.damagedRecords} lines are torn or altered`];
  const breakers = status.breakers.map((breaker) => breakerLine(breaker, style));
  const canaries = status.canaries.map((canary) => canaryLine(canary, style));
  const lines = [...breakers, ...canaries, ...strays, ...damaged];
  return lines.length === 0 ? [] : ['', ...lines];
}
