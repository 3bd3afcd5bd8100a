import type { Disturbance } from '../../kernel/disturbance.ts';
import type { WorldDifference } from '../../kernel/kernel.ts';
import type { JsonObject } from '../../model/json.ts';
import type { RunId } from '../../model/run-id.ts';
import type { CheckReport, FailureReport, StepReport } from '../run/report.ts';

/**
 * How a resource was found, and whether its pathway could make it true. `right`: nothing to do. `missing` and `drifted`:
 * made and mended. `refused` and `failed`: it differs, and nothing of it was changed. `skipped`: never tried.
 */
export type ResourceState = 'right' | 'missing' | 'drifted' | 'refused' | 'failed' | 'skipped';

export interface ResourceReport {
  readonly resource: string;
  readonly kind: string;
  /** The pathway that provides resources of this kind. */
  readonly pathway: string;
  readonly state: ResourceState;
  /** What diagnostics found to differ: `eth1: is not a port of management`. Text of genes, untrusted. */
  readonly findings: readonly string[];
  /** World differences that somebody made; what follows from time and traffic is left out. */
  readonly changes: readonly WorldDifference[];
  /** Which of them disturb traffic. */
  readonly disturbs: readonly Disturbance[];
  /** Configuration steps, in the order they acted. */
  readonly steps: readonly StepReport[];
  /** Why it was refused or failed. */
  readonly failure?: FailureReport;
  /** Why it was skipped. */
  readonly reason?: string;
  /** Its run in the ledger; null when it was skipped. */
  readonly run: RunId | null;
}

/** What `plan` found would happen, or `deploy` did, as both print it with --json. */
export interface TopologyReport {
  /** Every resource is as the topology says, and its verification is healthy. */
  readonly ok: boolean;
  readonly topology: string;
  readonly phenotype: string;
  readonly kernel: string;
  /** Parameters of the topology, from the input and the phenotype. */
  readonly input: JsonObject;
  /** In the order they are made. */
  readonly resources: readonly ResourceReport[];
  readonly verify: readonly CheckReport[];
  /** What the topology's verification found; null when it has none, gave no answer or was not reached. */
  readonly healthy: boolean | null;
  /** Every resource was right: there was nothing to do. */
  readonly empty: boolean;
  /** What is different in the world now; nothing after a rollback. */
  readonly changes: readonly WorldDifference[];
  /** Everything was undone because one resource or the verification failed (`rollback all`). */
  readonly rolledBack: boolean;
  /** On a host, without waiting: all of it is undone at this moment (seconds since 1970) unless `sg watch` confirmed it. */
  readonly expires?: number;
  readonly rollback?: { readonly proven: boolean; readonly differences: readonly WorldDifference[] };
  /** Why it is not ok: the verification, or the first resource that could not be made true. */
  readonly failure?: FailureReport;
  /** Failure cases that were kept. */
  readonly cases: readonly string[];
  /** What the runs meant for the fusion of their pathways, where there is something to say. */
  readonly notes: readonly string[];
  readonly worldSeconds: number;
  readonly durationMs: number;
}
