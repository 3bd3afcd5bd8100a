import { shortDigest } from '../model/digest.ts';
import type { HostStatus } from '../organism/host/status/host-status.ts';
import type { LastRun } from '../organism/host/status/last-runs.ts';
import type { UnitState } from '../organism/host/status/unit-states.ts';
import { breakerLine } from './breaker-line.ts';
import { canaryLine } from './canary-line.ts';
import { kernelTime } from './kernel-time.ts';
import { printableLine } from './printable.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';

/** `sg host status` for people. */
export function hostStatusView(status: HostStatus, style: Style): string {
  const facts = [
    ['state', printableLine(status.root, 66)],
    ['phenotype', phenotypeText(status, style)],
    ['kernel', status.kernel],
    ['pulled', exchangeText(status.phenotype.pulled, style)],
    ['pushed', pushedText(status, style)],
    ['dues', duesText(status, style)],
    ...(status.config === null ? [['set up', style.warn('no: `sg host install` does it')]] : []),
  ];
  return [
    table(facts.map(([name = '', text = '']) => [style.dim(name), text])),
    ...status.armed.map((change) => armedLine(change, style)),
    ...journalLines(status, style),
    ...status.breakers.map((breaker) => breakerLine(breaker, style)),
    ...status.canaries.map((canary) => canaryLine(canary, style)),
    ...section(lociTable(status.loci, style)),
    ...section(unitsTable(status.units, style)),
  ].join('\n');
}

function section(text: string): readonly string[] {
  return text === '' ? [] : ['', text];
}

function phenotypeText({ phenotype: { name, commit, since } }: HostStatus, style: Style): string {
  if (commit === null) return `${name}  ${style.dim('the work tree runs: nothing was pulled')}`;
  return `${name}  ${commit.slice(0, 12)} since ${kernelTime(since ?? 0)}`;
}

function exchangeText(last: HostStatus['phenotype']['pulled'], style: Style): string {
  return last === null ? style.dim('never') : kernelTime(last.at);
}

function pushedText({ ledger }: HostStatus, style: Style): string {
  const waits = ledger.waiting ? style.warn(`  ${ledger.files} ledger files wait`) : '';
  const damaged = ledger.damaged === 0 ? '' : style.bad(`  ${ledger.damaged} lines are torn or altered`);
  return `${exchangeText(ledger.last, style)}${waits}${damaged}`;
}

function duesText({ dues: { overdue, waiting, next } }: HostStatus, style: Style): string {
  const now = overdue === 0 ? 'none' : style.warn(`${overdue} to be checked now`);
  return next === null ? now : `${now}, ${waiting} later, the next at ${kernelTime(next)}`;
}

function armedLine({ label, expires }: HostStatus['armed'][number], style: Style): string {
  return `${style.warn('armed')}  ${printableLine(label, 40)}: undone at ${kernelTime(expires)} unless confirmed`;
}

function journalLines({ journals: { open, incomplete } }: HostStatus, style: Style): readonly string[] {
  const lines: string[] = [];
  if (open > 0) lines.push(`${style.warn('journal')}  ${open} open: work under way, or cut off (\`sg recover\`)`);
  if (incomplete > 0) lines.push(`${style.bad('journal')}  ${incomplete} could not be undone (\`sg recover\`)`);
  return lines;
}

function lociTable(loci: readonly LastRun[], style: Style): string {
  if (loci.length === 0) return '';
  const head = ['LOCUS', 'LAST RUN', 'ALLELE', 'OUTCOME', 'NOW', 'WINDOW', 'LATER'].map(style.dim);
  const rows = loci.map(({ locus, allele, at, outcome, verdicts }) => [
    printableLine(locus, 24),
    kernelTime(at).slice(5, 16),
    shortDigest(allele).slice(0, 8),
    outcome === 'ok' ? style.good(outcome) : outcome === 'gene-failure' ? style.bad('failed') : style.warn(outcome),
    mark(verdicts.immediate, style),
    mark(verdicts.convergence, style),
    mark(verdicts.resilience, style),
  ]);
  return table([head, ...rows]);
}

function mark(healthy: boolean | null, style: Style): string {
  if (healthy === null) return style.dim('-');
  return healthy ? style.good('good') : style.bad('bad');
}

function unitsTable(units: readonly UnitState[] | null, style: Style): string {
  if (units === null) return style.dim('systemd does not run here, or does not answer');
  return table([
    ['UNIT', 'STATE', 'AT BOOT'].map(style.dim),
    ...units.map((unit) => [unit.name, unitText(unit, style), unit.enabled === '' ? '-' : unit.enabled]),
  ]);
}

function unitText({ load, active, sub, result }: UnitState, style: Style): string {
  if (load !== 'loaded') return style.warn(load);
  const text = `${active} (${sub})`;
  if (active === 'failed' || result !== 'success') return style.bad(`${text} ${printableLine(result, 20)}`);
  return active === 'active' ? style.good(text) : text;
}
