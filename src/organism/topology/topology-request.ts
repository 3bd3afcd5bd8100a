import type { JsonObject } from '../../model/json.ts';
import type { RunReport } from '../run/report.ts';
import type { RunListener } from '../run/run-event.ts';
import type { TopologyListener } from './topology-event.ts';

export interface TopologyRequest {
  /** Wait for the contracts' windows; without it convergence stays unknown. */
  readonly wait: boolean;
  /** How many independent steps of a pathway may run at the same time; at least 1. */
  readonly jobs: number;
  /** What goes on inside each resource's run. */
  readonly emit: RunListener;
  readonly emitTopology: TopologyListener;
  /** Told of each resource's run when it has ended, with the run's input. */
  readonly finished?: (run: RunReport, input: JsonObject) => void;
  readonly keepCase: (locus: string, value: JsonObject) => Promise<string>;
}
