import type { Family } from '../model/family.ts';
import type { Risk } from '../model/risk.ts';

/**
 * The abstract syntax of a `.sg` file: the single source for validators, TypeScript declarations, the formatter, prompts
 * and docs. Every node carries the span it was read from.
 */

/** A place in the text: zero-based `offset` in UTF-16 units, one-based `line` and `column`. */
export interface Position {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** Half-open: `end` is the place after the last character. */
export interface Span {
  readonly start: Position;
  readonly end: Position;
}

interface Node {
  readonly span: Span;
}

/** A name as written, with its place. */
export interface Name extends Node {
  readonly text: string;
}

/** Text taken byte for byte, common indentation removed for prose blocks; never interpreted. */
export interface Prose extends Node {
  readonly text: string;
}

export type Contract = GeneContract | PathwayContract | TopologyContract;

interface ContractBase extends Node {
  readonly name: Name;
  /** `for DOMAIN` after the name. */
  readonly domain: Name | undefined;
  readonly does: Prose | undefined;
  readonly takes: readonly Field[];
  readonly types: readonly TypeDeclaration[];
}

export interface GeneContract extends ContractBase {
  readonly kind: 'gene';
  readonly family: Family;
  readonly risk: Risk;
  readonly gives: readonly Field[];
  readonly before: readonly Prose[];
  readonly after: readonly Prose[];
  readonly failsWhen: readonly FailureClause[];
  readonly unhealthyWhen: readonly Prose[];
  readonly verify: Verify | undefined;
  readonly feeds: readonly Feed[];
  readonly connects: readonly Connection[];
  readonly examples: readonly Example[];
}

export interface PathwayContract extends ContractBase {
  readonly kind: 'pathway';
  readonly risk: Risk;
  /** Resource kinds this pathway makes true (`provides bridge`). */
  readonly provides: readonly Name[];
  readonly steps: readonly Step[];
  readonly requires: readonly Requirement[];
  readonly verify: Verify | undefined;
  readonly onFailure: PathwayFailurePolicy | undefined;
  readonly examples: readonly Example[];
}

export interface TopologyContract extends ContractBase {
  readonly kind: 'topology';
  readonly has: readonly Resource[];
  readonly verify: Verify | undefined;
  readonly onFailure: readonly TopologyFailurePolicy[];
}

/* ---- fields and types ---- */

export interface Field extends Node {
  readonly name: Name;
  readonly type: TypeReference;
  readonly description: string | undefined;
  /** The default makes the field optional. */
  readonly default: Literal | undefined;
}

export const builtinTypes = ['string', 'bool', 'int', 'float', 'object'] as const;
export type BuiltinType = (typeof builtinTypes)[number];

/** `base`, then `[]` with bounds, then `?`: `string[3..]?`. */
export interface TypeReference extends Node {
  /** A builtin or a name declared under `types:`. */
  readonly base: Name;
  /** Present for a list; bounds are element counts, both inclusive. */
  readonly list: { readonly min: number | undefined; readonly max: number | undefined } | undefined;
  readonly optional: boolean;
}

export interface TypeDeclaration extends Node {
  readonly name: Name;
  readonly fields: readonly Field[];
}

/* ---- values ---- */

/** A constant. A bare word (`active-backup`) is a string that was written without quotes. */
export type Literal =
  | (Node & { readonly kind: 'string'; readonly value: string; readonly bare: boolean })
  | (Node & { readonly kind: 'int'; readonly value: number; readonly raw: string })
  | (Node & { readonly kind: 'float'; readonly value: number; readonly raw: string })
  | (Node & { readonly kind: 'bool'; readonly value: boolean })
  | Duration
  | (Node & { readonly kind: 'list'; readonly items: readonly Literal[] });

/** `30s`, `5m`, `2h`. */
export interface Duration extends Node {
  readonly kind: 'duration';
  readonly seconds: number;
  readonly raw: string;
}

/** A constant, a reference, a list of either, or a name with references inside (`storage.{vlan}`). */
export type Expression =
  | Exclude<Literal, { readonly kind: 'list' }>
  | Reference
  | (Node & { readonly kind: 'list'; readonly items: readonly Expression[] })
  | (Node & { readonly kind: 'template'; readonly parts: readonly (Prose | Reference)[] });

export type Reference = ParameterReference | StepReference;

/** `{bridge_name}`, `{nic.0}`, `{vlan}` of an enclosing `for`. */
export interface ParameterReference extends Node {
  readonly kind: 'parameter';
  readonly name: Name;
  readonly index: number | undefined;
}

/** `{step 2.bond_name}`. */
export interface StepReference extends Node {
  readonly kind: 'step';
  readonly step: number;
  readonly field: Name;
}

export interface Argument extends Node {
  readonly name: Name;
  readonly value: Expression;
}

/* ---- genes ---- */

/** What the bullet promises: a declared refusal, an environment failure, or prose only. */
export type FailureConsequence = 'refusal' | 'environment' | undefined;

/** `- bridge already exists -> success=false`. */
export interface FailureClause extends Node {
  /** The bullet's text before the arrow: the name of the refusal. */
  readonly condition: string;
  readonly consequence: FailureConsequence;
  /** The whole bullet, byte for byte. */
  readonly text: string;
}

export interface Feed extends Node {
  readonly locus: Name;
  /** `undefined` where the text leaves it out: convergence. */
  readonly timescale: Timescale | undefined;
}

export type Timescale = 'convergence' | 'resilience';

export interface Connection extends Node {
  readonly name: Name;
  readonly type: Name;
  readonly description: string | undefined;
}

/* ---- verification ---- */

export interface Verify extends Node {
  readonly items: readonly VerifyItem[];
  /** `within 30s` or `all within 60s`. */
  readonly within: { readonly duration: Duration; readonly all: boolean } | undefined;
}

export type VerifyItem = VerifyCall | VerifyLoop | VerifyProse;

/** `check_link_state device={bridge_name}`. */
export interface VerifyCall extends Node {
  readonly kind: 'call';
  readonly target: Name;
  readonly arguments: readonly Argument[];
}

export interface VerifyLoop extends Node {
  readonly kind: 'for';
  readonly variable: Name;
  readonly over: Expression;
  readonly body: readonly VerifyCall[];
}

export interface VerifyProse extends Node {
  readonly kind: 'prose';
  readonly text: string;
}

/* ---- pathways ---- */

export type Step = CallStep | LoopStep | WhenStep;

interface StepBase extends Node {
  readonly number: number;
}

/** A locus, or with `->` a pathway, and its arguments. */
export interface Call extends Node {
  readonly target: Name;
  /** Written with `->`. */
  readonly pathway: boolean;
  readonly arguments: readonly Argument[];
}

export interface CallStep extends StepBase {
  readonly kind: 'call';
  readonly call: Call;
}

export interface LoopStep extends StepBase {
  readonly kind: 'for';
  readonly variable: Name;
  readonly over: Expression;
  readonly body: readonly Call[];
}

/** Chooses a branch by the value of an earlier step's field. In a branch `->` is the arrow, not the pathway mark. */
export interface WhenStep extends StepBase {
  readonly kind: 'when';
  readonly subject: StepReference;
  readonly branches: readonly WhenBranch[];
}

export interface WhenBranch extends Node {
  readonly value: Literal;
  readonly call: Call;
}

/** `step 4 needs step 1, step 3`. */
export interface Requirement extends Node {
  readonly step: number;
  readonly needs: readonly number[];
}

export const pathwayFailurePolicies = ['rollback all', 'rollback completed steps', 'report partial'] as const;
export interface PathwayFailurePolicy extends Node {
  readonly policy: (typeof pathwayFailurePolicies)[number];
}

/* ---- topologies ---- */

/** `management:` with `is bridge` and its properties. */
export interface Resource extends Node {
  readonly name: Name;
  readonly is: Name;
  readonly properties: readonly Argument[];
}

export const topologyFailurePolicies = ['preserve what works', 'report what failed', 'rollback all'] as const;
export interface TopologyFailurePolicy extends Node {
  readonly policy: (typeof topologyFailurePolicies)[number];
}

/* ---- examples ---- */

/** A worked case. `given` and `then` lines belong to the kernel domain's vocabulary and are kept as text here. */
export interface Example extends Node {
  readonly title: string;
  readonly given: readonly Prose[];
  readonly takes: readonly Argument[];
  readonly gives: readonly Argument[];
  readonly then: readonly Prose[];
}
