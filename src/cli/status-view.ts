import { shortDigest } from '../model/digest.ts';
import type { AlleleStatus, GenomeStatus, LocusStatus } from '../organism/status.ts';
import { printableLine } from './printable.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';

/** `sg status` for people: one line an allele, in the order of expression. */
export function statusView(status: GenomeStatus, style: Style): string {
  const head = ['LOCUS', 'RISK', 'ALLELE', 'ROLE', 'RUNS', 'FAILED', 'FITNESS'].map(style.dim);
  const genes = status.loci.filter(({ kind, alleles }) => kind === 'gene' || alleles.length > 0);
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
  if (locus.alleles.length === 0) return [[locus.locus, locus.risk, style.warn('none'), '', '', '', '']];
  return locus.alleles.map((allele, index) => [
    index === 0 ? locus.locus : '',
    index === 0 ? locus.risk : '',
    shortDigest(allele.allele),
    roleText(allele, style),
    String(allele.tally.attempts),
    failedText(allele, style),
    fitnessText(allele, style),
  ]);
}

function roleText({ role, present }: AlleleStatus, style: Style): string {
  if (!present) return style.bad(`${role}, missing`);
  return role === 'dominant' ? style.strong(role) : role;
}

function failedText({ tally }: AlleleStatus, style: Style): string {
  const failed = tally.outcomes['gene-failure'];
  const text = tally.unfinished > 0 ? `${failed}+${tally.unfinished} unfinished` : String(failed);
  return failed + tally.unfinished > 0 ? style.bad(text) : text;
}

/** `0.94 [0.61, 1.00] n=8`: the score, its 95 % interval, observations; `unknown` before the first. */
function fitnessText({ fitness }: AlleleStatus, style: Style): string {
  if (fitness.score === null) return style.dim('unknown');
  const { low, high } = fitness.interval;
  return `${fitness.score.toFixed(2)} ${style.dim(`[${low.toFixed(2)}, ${high.toFixed(2)}]`)} n=${fitness.observations}`;
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
  return strays.length + damaged.length === 0 ? [] : ['', ...strays, ...damaged];
}
