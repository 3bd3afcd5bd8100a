import type { FaultPlan } from '../kernel/mock/fault-plan.ts';
import type { World } from '../kernel/mock/world-schema.ts';
import type { JsonObject } from '../model/json.ts';

/** One question put to an allele: a world of its own, a validated input, and what is to go wrong on the way. */
export interface TrialCase {
  readonly world: World;
  /** Fits the contract's `takes`, defaults filled in. */
  readonly input: JsonObject;
  readonly faults?: FaultPlan;
  /** Where it comes from, for people: `example "…"`, `case <file>`, `world 17`. */
  readonly origin: string;
}
