import type {
  Argument,
  Call,
  Connection,
  Duration,
  Expression,
  Field,
  Literal,
  Name,
  Requirement,
  StepReference,
  VerifyCall,
} from '../ast.ts';

/**
 * The forms a line can have: each is a start rule of the grammar, and what it gives. A form that takes a block below it
 * gives its own line's part only.
 */
export interface LineForms {
  readonly header: HeaderLine;
  readonly family: Name;
  readonly risk: Name;
  readonly provides: readonly Name[];
  readonly heading: Name;
  readonly field: FieldLine;
  readonly verifyCall: VerifyCall;
  readonly verifyLoop: LoopLine;
  readonly within: WithinLine;
  readonly stepCall: NumberedLine & { readonly call: Call };
  readonly stepLoop: NumberedLine & LoopLine;
  readonly stepWhen: NumberedLine & { readonly subject: StepReference };
  readonly call: Call;
  readonly branch: BranchLine;
  readonly requirement: Requirement;
  readonly feed: FeedLine;
  readonly connection: Connection;
  readonly property: Argument;
  readonly resourceKind: Name;
  readonly argument: Argument;
}

export type LineForm = keyof LineForms;

export interface HeaderLine {
  readonly kind: Name;
  readonly name: Name;
  readonly domain: Name | undefined;
}

export interface FieldLine {
  readonly field: Field;
  /** A second default, after the description. */
  readonly extra: Literal | undefined;
}

export interface LoopLine {
  readonly variable: Name;
  readonly over: Expression;
}

export interface WithinLine {
  readonly duration: Duration;
  readonly all: boolean;
}

export interface NumberedLine {
  readonly ordinal: Name;
}

export interface BranchLine {
  readonly value: Literal;
  readonly call: Call;
}

export interface FeedLine {
  readonly locus: Name;
  readonly timescale: Name | undefined;
}
