import type { Transaction } from '../../kernel/kernel.ts';
import type { JsonObject } from '../../model/json.ts';
import type { RunId } from '../../model/run-id.ts';
import type { Organism } from '../organism.ts';
import type { RunListener } from './run-event.ts';
import type { RunMemory } from './run-memory.ts';
import type { RunPathway } from './step-run.ts';
import type { SwiftPass } from '../swift/swift-pass.ts';

/** What one run carries along: created by `run.ts`, read everywhere below it. */
export interface RunContext {
  readonly organism: Organism;
  readonly run: RunId;
  /** Absent when nothing in the target can change the world. */
  readonly transaction: Transaction | undefined;
  /** Present during the swift pass. */
  readonly swift: SwiftPass | undefined;
  /** How many independent steps may run at the same time. */
  readonly jobs: number;
  /** No swift pass first: it is known not to work out. */
  readonly careful?: boolean;
  /** Whether to wait for the contract's window (convergence) or look once. */
  readonly wait: boolean;
  readonly emit: RunListener;
  /** Stores a failure case and remembers its path for the report. */
  readonly keepCase: (locus: string, value: JsonObject) => Promise<void>;
  readonly memory: RunMemory;
  /** How a pathway runs that is a step of another; by its steps where it is left out. */
  readonly runComposed?: RunPathway;
  /** Monotonic milliseconds, for durations shown to people. */
  readonly stopwatch: () => number;
}
