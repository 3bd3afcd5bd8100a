import { shortDigest } from '../model/digest.ts';
import type { Fusion } from '../organism/fusion/fuse.ts';
import type { FusionStatus } from '../organism/fusion/fusion-status.ts';
import { successesToFuse } from '../organism/fusion/reinforcement.ts';
import type { FusionReport } from '../organism/run/report.ts';
import { printableLine } from './printable.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';

/** `sg fuse` without a pathway: how far each is. */
export function fusionsView(pathways: readonly FusionStatus[], style: Style): string {
  if (pathways.length === 0) return 'No pathway here changes the world; there is nothing to fuse.';
  const head = ['PATHWAY', 'STATE', 'IN A ROW', 'ALLELE'].map(style.dim);
  const rows = pathways.map(({ pathway, state, count, allele }) => [
    printableLine(pathway, 32),
    stateText(state, style),
    `${count}${count < successesToFuse ? ` of ${successesToFuse}` : ''}`,
    allele === null ? '' : shortDigest(allele),
  ]);
  const reasons = pathways.flatMap(({ pathway, reason }) =>
    reason === null ? [] : [`${style.warn(printableLine(pathway, 32))}  ${printableLine(reason)}`],
  );
  const ready = pathways.filter(({ state }) => state === 'ready').map(({ pathway }) => `next  sg fuse ${pathway}`);
  return [table([head, ...rows]), ...reasons, ...ready].join('\n');
}

function stateText(state: FusionStatus['state'], style: Style): string {
  if (state === 'fused') return style.strong(state);
  if (state === 'ready') return style.good(state);
  return state === 'counting' ? state : style.warn(state);
}

/** What was made and how it was tried. */
export function fusionView(fusion: Fusion, dryRun: boolean, style: Style): string {
  const { pathway, allele, bytes, parents, trials, commit, count } = fusion;
  const worked = trials.filter(({ ok }) => ok).length;
  const facts = table(
    [
      ['allele', `${shortDigest(allele)}  ${bytes} bytes of ${parents.length} alleles`],
      ['in a row', String(count)],
      ['tried', `${trials.length} times beside its steps, ${worked} to the end, no difference`],
      ...parents.map(({ locus, allele: parent }, index) => [
        index === 0 ? 'made of' : '',
        `${shortDigest(parent)}  ${locus}`,
      ]),
    ],
    '  ',
  );
  return [style.strong(pathway), facts, '', outcome(commit, dryRun, style)].join('\n');
}

function outcome(commit: string | null, dryRun: boolean, style: Style): string {
  if (dryRun) return 'nothing was written';
  return commit === null ? 'fused so already' : `${style.good('fused')}  commit ${commit.slice(0, 12)}`;
}

/** What a run says about the fusion of its pathway; mostly nothing. */
export function fusionNote(fusion: FusionReport | undefined, style: Style): string | undefined {
  if (fusion === undefined) return undefined;
  const { state, step, locus, reason, note } = fusion;
  if (state === 'decomposed') {
    const where = step === undefined ? '' : ` at step ${printableLine(step, 40)} ${printableLine(locus ?? '', 40)}`;
    return [
      `${style.warn('decomposed')}${where}: ${printableLine(reason ?? '')}`,
      ...(note === undefined ? [] : [printableLine(note)]),
    ].join('\n');
  }
  if (note?.startsWith('ready: ') === true) return `next  ${printableLine(note.slice('ready: '.length))}`;
  if (note !== undefined) return printableLine(note);
  return state === 'stale' ? style.dim('fused from other alleles than are expressed now: the steps ran') : undefined;
}
