import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver';
import type { Diagnostic as Fault } from '../../contract/diagnostic.ts';
import { rangeOf } from '../positions.ts';
import type { WorkspaceIndex } from '../workspace-index.ts';

/** The faults of one file, as `sg contract check` finds them. */
export function diagnosticsOf(index: WorkspaceIndex, file: string): readonly Diagnostic[] {
  return index.diagnostics.filter((fault) => fault.file === file).map(diagnosticOf);
}

function diagnosticOf({ code, severity, span, message, expected, suggestion }: Fault): Diagnostic {
  const more = [
    ...(expected === undefined ? [] : [`expected: ${expected}`]),
    ...(suggestion === undefined ? [] : [`did you mean: ${suggestion}`]),
  ];
  return {
    range: rangeOf(span),
    severity: severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    source: 'sg',
    code,
    message: [message, ...more].join('\n'),
    ...(suggestion === undefined ? {} : { data: { suggestion } }),
  };
}
