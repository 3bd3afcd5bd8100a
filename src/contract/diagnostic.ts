import type { Span } from './ast.ts';
import type { DiagnosticCode } from './diagnostics-catalogue.ts';

/** One fault in a contract file, with everything a person needs to mend it. */
export interface Diagnostic {
  /** Stable kebab-case code from the catalogue (`unknown-section`). */
  readonly code: DiagnosticCode;
  readonly severity: 'error' | 'warning';
  readonly file: string;
  readonly span: Span;
  /** What is wrong, in one sentence. */
  readonly message: string;
  /** What would have been right here, in words. */
  readonly expected: string | undefined;
  /** "did you mean": a replacement for the text under the caret. */
  readonly suggestion: string | undefined;
}

/** Functions of this folder give a value and what was wrong; the value is absent only when nothing could be saved. */
export interface Checked<T> {
  readonly value: T;
  readonly diagnostics: readonly Diagnostic[];
}
