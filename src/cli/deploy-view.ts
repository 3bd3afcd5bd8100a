import type { TopologyReport } from '../organism/topology/topology-report.ts';
import { unconfirmedNote } from './armed-view.ts';
import { changesView } from './changes-view.ts';
import { printableLine } from './printable.ts';
import { rollbackText, verificationView } from './run-view.ts';
import type { Style } from './style.ts';
import { resourceCounts } from './resource-counts.ts';

/** What `sg deploy` says last: the verification, what could not be undone, and how it ended. */
export function deployConclusion(report: TopologyReport, style: Style): string {
  const parts: string[] = [];
  if (report.verify.length > 0) parts.push(verificationView(report.verify, style));
  const unrestored = report.rollback?.differences ?? [];
  if (unrestored.length > 0) parts.push(`${style.bad('not restored')}\n${changesView(unrestored, style)}`);
  parts.push(lastWord(report, style));
  if (report.expires !== undefined) parts.push(unconfirmedNote(report.expires, report.kernel, style));
  for (const file of new Set(report.cases)) parts.push(`failure case kept in ${printableLine(file)}`);
  if (report.notes.length > 0)
    parts.push(`fusion\n${report.notes.map((note) => `  ${printableLine(note)}`).join('\n')}`);
  return parts.join('\n\n');
}

function lastWord(report: TopologyReport, style: Style): string {
  const spent = `${(report.durationMs / 1000).toFixed(1)} s, ${report.worldSeconds.toFixed(0)} s on the world's clock`;
  if (report.ok) {
    const health = report.healthy === true ? ', healthy' : '';
    const what = report.empty
      ? 'nothing to do, everything is as the topology says'
      : resourceCounts(report, deployWords);
    return `${style.good(`done${health}`)}: ${what} (${spent})`;
  }
  const why = printableLine(report.failure?.message ?? '');
  const kept = report.rolledBack
    ? rollbackText(report.rollback?.proven === true, style)
    : `kept what works: ${resourceCounts(report, deployWords)}`;
  return `${style.bad('not deployed')}: ${why}; ${kept}`;
}

const deployWords = { missing: 'made', drifted: 'repaired', right: 'right already' };
