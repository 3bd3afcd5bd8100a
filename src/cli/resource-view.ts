import type { ResourceReport } from '../organism/topology/topology-report.ts';
import { changesView } from './changes-view.ts';
import { printableLine } from './printable.ts';
import type { Style } from './style.ts';
import { wrapLine } from './wrap-line.ts';

/** One resource: its state and pathway, then what differs, what was done about it, and who notices. */
export function resourceView(report: ResourceReport, style: Style): string {
  const { resource, pathway, steps, changes } = report;
  const name = printableLine(resource).padEnd(16);
  const head = `  ${mark(report, style)} ${style.strong(name)} ${pathway.padEnd(22)} ${stateText(report, style)}`;
  const acted = [...new Set(steps.map(({ locus }) => locus))].join(', ');
  return [
    head,
    ...detailLines(report, style),
    ...(acted === '' || changes.length === 0 ? [] : [`    ${style.dim(acted)}`]),
    ...indented(changesView(changes, style)),
    ...report.disturbs.map(({ device, message }) =>
      style.warn(`    disturbs traffic: ${printableLine(device)} ${printableLine(message)}`),
    ),
  ].join('\n');
}

function mark({ state }: ResourceReport, style: Style): string {
  switch (state) {
    case 'right':
      return style.good('✓');
    case 'missing':
      return style.good('+');
    case 'drifted':
      return style.warn('~');
    case 'refused':
      return style.warn('–');
    case 'failed':
      return style.bad('✗');
    case 'skipped':
      return style.dim('·');
  }
}

function stateText({ state, reason, failure }: ResourceReport, style: Style): string {
  if (state === 'skipped') return `skipped: ${printableLine(reason ?? '')}`;
  if (failure === undefined) return state;
  const word = state === 'refused' ? style.warn(state) : style.bad(state);
  const by = failure.locus === undefined ? '' : ` by ${failure.locus}`;
  return `${word}${by}: ${printableLine(failure.message)}`;
}

/** That something is missing says it all; what else differs is worth a line each. */
function detailLines({ state, findings }: ResourceReport, style: Style): readonly string[] {
  if (state === 'missing') return [];
  return findings.map((finding) => `    ${style.dim('found')} ${printableLine(finding)}`);
}

function indented(text: string): readonly string[] {
  return text === '' ? [] : text.split('\n').flatMap((line) => wrapLine(`  ${line}`, ' '.repeat(9)));
}
