import type { Diagnostic } from '../../contract/diagnostic.ts';
import { renderDiagnostic } from '../../contract/render-diagnostic.ts';
import type { ContractSource } from '../../contract/source.ts';
import { UsageError } from '../../errors/usage-error.ts';
import type { Json } from '../../model/json.ts';

/** How many errors a message carries; `details` has all of them. */
const shownErrors = 3;

/** Contract errors as one error of the caller: nothing runs on a contract that is not understood in full. */
export function contractFaults(errors: readonly Diagnostic[], sources: readonly ContractSource[]): UsageError {
  const texts = new Map(sources.map(({ file, text }) => [file, text]));
  const shown = errors
    .slice(0, shownErrors)
    .map((error) => renderDiagnostic(error, texts.get(error.file) ?? '', { colour: false }))
    .join('\n');
  const more = errors.length > shownErrors ? `\nand ${errors.length - shownErrors} more` : '';
  return new UsageError({
    code: 'contract-errors',
    message: `The contracts have ${errors.length === 1 ? 'an error' : `${errors.length} errors`}:\n${shown}${more}`,
    hint: '`sg contract check` shows every one of them.',
    details: errors.map(diagnosticJson),
  });
}

/** A diagnostic as `--json` prints it. */
export function diagnosticJson(diagnostic: Diagnostic): Json {
  const { code, severity, file, span, message, expected, suggestion } = diagnostic;
  return {
    code,
    severity,
    file,
    line: span.start.line,
    column: span.start.column,
    endLine: span.end.line,
    endColumn: span.end.column,
    message,
    expected: expected ?? null,
    suggestion: suggestion ?? null,
  };
}
