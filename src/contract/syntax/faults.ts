import type { Span } from '../ast.ts';
import { diagnose } from '../diagnose.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { DiagnosticCode } from '../diagnostics-catalogue.ts';

/** Collects what is wrong with one file while it is read. */
export class Faults {
  readonly #file: string;
  readonly #found: Diagnostic[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  report(
    code: DiagnosticCode,
    span: Span,
    message: string,
    hints: { readonly expected?: string | undefined; readonly suggestion?: string | undefined } = {},
  ): void {
    this.#found.push(diagnose(code, { file: this.#file, span, message, ...hints }));
  }

  /** Everything reported so far, in the order of the text. */
  inOrder(): readonly Diagnostic[] {
    return this.#found.toSorted((a, b) => a.span.start.offset - b.span.start.offset);
  }
}
