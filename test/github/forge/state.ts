import type { BareRepository } from './bare-repository.ts';
import type { CheckState, CommentState, Place, PullState } from './shapes.ts';

export interface Dispatch {
  readonly workflow: string;
  readonly ref: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** What the forge remembers. Tests read it; only requests and `merge` change it. */
export interface ForgeState {
  readonly place: Place;
  readonly git: BareRepository;
  readonly pulls: PullState[];
  readonly comments: CommentState[];
  /** Colour by name. */
  readonly labels: Map<string, string>;
  readonly checks: CheckState[];
  readonly dispatches: Dispatch[];
  /** Workflow files that can be started by hand. */
  readonly workflows: Set<string>;
}

export function emptyForge(place: Place, git: BareRepository): ForgeState {
  return { place, git, pulls: [], comments: [], labels: new Map(), checks: [], dispatches: [], workflows: new Set() };
}
