import type { ResourceReport } from './topology-report.ts';

/** What happens while a topology is made true, beside the events of the runs it is made of. */
export type TopologyEvent =
  | { readonly type: 'resource-started'; readonly resource: string; readonly pathway: string }
  | { readonly type: 'resource-ended'; readonly resource: ResourceReport }
  | { readonly type: 'verifying' }
  | { readonly type: 'undoing-all'; readonly reason: string };

export type TopologyListener = (event: TopologyEvent) => void;
