import { printable } from '../../contract/printable.ts';
import type { SourceFinding } from '../static/source-finding.ts';
import type { StageFailure } from '../stage-result.ts';

/** Findings as failures: one printable line each. */
export function sourceFailures(findings: readonly SourceFinding[]): readonly StageFailure[] {
  return findings.map(({ kind, line, column, message }) => ({
    kind,
    at: `line ${line}, column ${column}`,
    message: printable(message.replaceAll(/\s+/g, ' ').trim()),
  }));
}
