import type { Span } from './ast.ts';
import { catalogue, type DiagnosticCode } from './diagnostics-catalogue.ts';
import type { Diagnostic } from './diagnostic.ts';

/** What is particular to one occurrence of a fault; the severity comes from the catalogue. */
export interface Fault {
  readonly file: string;
  readonly span: Span;
  readonly message: string;
  readonly expected?: string | undefined;
  readonly suggestion?: string | undefined;
}

export function diagnose(code: DiagnosticCode, fault: Fault): Diagnostic {
  return {
    code,
    severity: catalogue[code].severity,
    file: fault.file,
    span: fault.span,
    message: fault.message,
    expected: fault.expected,
    suggestion: fault.suggestion,
  };
}
