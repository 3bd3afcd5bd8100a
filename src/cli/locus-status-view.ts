import path from 'node:path';
import type { Observations } from '../ledger/allele-tally.ts';
import { shortDigest } from '../model/digest.ts';
import { timescales } from '../model/timescale.ts';
import type { AlleleStatus } from '../organism/status/allele-status.ts';
import type { CaseSummary } from '../organism/cases/case-list.ts';
import type { LocusDetails } from '../organism/status/locus-status.ts';
import { failedText, fitnessText, roleText } from './allele-cells.ts';
import { breakerLine } from './breaker-line.ts';
import { canaryLine } from './canary-line.ts';
import { kernelTime } from './kernel-time.ts';
import { printableLine } from './printable.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';

/** `sg status LOCUS` for people: two lines an allele, then what else is known of the locus. */
export function locusStatusView(details: LocusDetails, style: Style): string {
  const kind = details.family ?? details.kind;
  const head = `${style.strong(details.locus)}  ${style.dim(`${kind}, risk ${details.risk}, phenotype ${details.phenotype}`)}`;
  const columns = ['ALLELE', 'ROLE', 'RUNS', 'FAILED', 'FITNESS', 'LAST'].map(style.dim);
  const verdicts = ['ALLELE', ...timescales].map((name) => style.dim(name.toUpperCase()));
  const body =
    details.alleles.length === 0
      ? [style.warn('no allele')]
      : [
          table([columns, ...details.alleles.map((allele) => fateRow(allele, style))]),
          '',
          table([verdicts, ...details.alleles.map((allele) => verdictRow(allele, style))]),
        ];
  return [head, '', ...body, ...notes(details, style)].join('\n');
}

function fateRow(allele: AlleleStatus, style: Style): readonly string[] {
  const { tally } = allele;
  return [
    shortDigest(allele.allele),
    roleText(allele, style),
    String(tally.attempts),
    failedText(allele, style),
    fitnessText(allele, style),
    tally.lastAt === 0 ? style.dim('never') : kernelTime(tally.lastAt).slice(0, 16),
  ];
}

/** Good of all per timescale; what nobody looked at is unknown, which is neither good nor bad. */
function verdictRow({ allele, tally }: AlleleStatus, style: Style): readonly string[] {
  return [shortDigest(allele), ...timescales.map((scale) => share(tally.observations[scale], style))];
}

function share({ good, bad }: Observations, style: Style): string {
  if (good + bad === 0) return style.dim('unknown');
  const text = `${good} of ${good + bad} good`;
  return bad > 0 ? style.bad(text) : text;
}

function notes(details: LocusDetails, style: Style): readonly string[] {
  const lines: string[] = [];
  if (details.breaker !== null) lines.push(breakerLine(details.breaker, style));
  if (details.canary !== null) lines.push(canaryLine(details.canary, style));
  for (const { allele, same, differs, fails } of details.shadows) {
    lines.push(
      `shadow  ${shortDigest(allele)}: ${same} same as what the host did, ${differs} different, ${fails} failed`,
    );
  }
  if (details.dueChecks > 0) lines.push(`${details.dueChecks} checks left for \`sg watch\``);
  lines.push(...details.cases.map((one) => caseLine(one, style)));
  if (details.damagedRecords > 0) {
    lines.push(`${style.warn('ledger')} ${details.damagedRecords} lines are torn or altered`);
  }
  return lines.length === 0 ? [] : ['', ...lines];
}

function caseLine({ file, failures }: CaseSummary, style: Style): string {
  const what = failures.map(({ allele, kind }) => `${printableLine(kind, 30)} of ${printableLine(allele, 12)}`);
  return `${style.bad('case')} ${printableLine(path.basename(file))}  ${printableLine(what.join(', '), 80)}`;
}
