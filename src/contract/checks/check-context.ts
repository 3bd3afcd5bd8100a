import type { Contract, Span } from '../ast.ts';
import { executable, type ContractSet, type ExecutableContract } from '../contract-set.ts';
import { diagnose } from '../diagnose.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { DiagnosticCode } from '../diagnostics-catalogue.ts';
import type { Vocabulary } from '../vocabulary.ts';

/** What every check of one file may look at, and where it says what is wrong. */
export interface CheckContext {
  readonly set: ContractSet;
  /**
   * Names of contracts whose text has errors. They are known, but what they take and give is not, so nothing is said
   * about uses of them: the syntax error is the one fault.
   */
  readonly broken: ReadonlySet<string>;
  readonly vocabulary: Vocabulary | undefined;
  readonly report: (code: DiagnosticCode, place: Place, message: string, advice?: Advice) => void;
}

export interface Place {
  readonly span: Span;
}

export interface Advice {
  readonly expected?: string | undefined;
  readonly suggestion?: string | undefined;
}

/** One rule about one kind of node. It reports; it never throws for what a contract says. */
export type Check<N> = (node: N, context: CheckContext) => void;

/** A contract that was read without syntax errors, and its file. */
export interface WholeContract {
  readonly contract: Contract;
  readonly file: string;
}

/** The context for one file; diagnostics are added to `diagnostics`. */
export function checkContext(
  file: string,
  shared: Pick<CheckContext, 'set' | 'broken' | 'vocabulary'>,
  diagnostics: Diagnostic[],
): CheckContext {
  return {
    ...shared,
    report: (code, { span }, message, advice = {}) => {
      diagnostics.push(diagnose(code, { file, span, message, ...advice }));
    },
  };
}

/** The gene or pathway of that name when its text is whole. */
export function wholeExecutable(context: CheckContext, name: string): ExecutableContract | undefined {
  return context.broken.has(name) ? undefined : executable(context.set, name);
}
