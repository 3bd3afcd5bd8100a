import type { TopologyReport } from '../organism/topology/topology-report.ts';
import { printableLine } from './printable.ts';
import { resourceCounts } from './resource-counts.ts';
import { verificationView } from './run-view.ts';
import type { Style } from './style.ts';

/** What `sg plan` says last: how the verification would go where it would not go well, what is to do, and who notices. */
export function planConclusion(report: TopologyReport, style: Style): string {
  const parts: string[] = [];
  if (report.healthy !== true && report.verify.length > 0) parts.push(verificationView(report.verify, style));
  parts.push(lastWord(report, style));
  return parts.join('\n\n');
}

function lastWord(report: TopologyReport, style: Style): string {
  if (report.ok && report.empty) return `${style.good('nothing to do')}: everything is as the topology says`;
  const counts = resourceCounts(report, { missing: 'to make', drifted: 'to repair', right: 'right' });
  const devices = new Set(report.resources.flatMap(({ disturbs }) => disturbs.map(({ device }) => device)));
  const names = [...devices].map((device) => printableLine(device)).join(', ');
  const traffic = devices.size === 0 ? 'no traffic is disturbed' : style.warn(`disturbs traffic of ${names}`);
  const plan = `plan: ${counts}; ${traffic}`;
  if (report.ok) return plan;
  const after = report.rolledBack ? ', and everything would be undone' : '';
  return `${plan}\n${style.bad('would not succeed')}: ${printableLine(report.failure?.message ?? '')}${after}`;
}
