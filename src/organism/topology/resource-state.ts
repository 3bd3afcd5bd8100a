import type { WorldDifference } from '../../kernel/kernel.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { RunReport } from '../run/report.ts';
import type { ResourceState } from './topology-report.ts';

/** How a resource was found, from what its pathway's diagnostics said, what was changed, and how the run ended. */
export function resourceState(report: RunReport, changes: readonly WorldDifference[]): ResourceState {
  if (!report.ok) return report.failure?.kind === 'refused' ? 'refused' : 'failed';
  if (changes.length === 0) return 'right';
  const found = report.steps.map(({ output }) => output?.['exists']).filter((value) => typeof value === 'boolean');
  if (found.length > 0) return found.includes(true) ? 'drifted' : 'missing';
  return changes.some(isNewLink) ? 'missing' : 'drifted';
}

function isNewLink({ path, before, after }: WorldDifference): boolean {
  return path.startsWith('links') && before === undefined && after !== undefined;
}

/**
 * What the diagnostics of a run found wrong, each thing once: first its steps, which look before anything is done; the
 * verification's only where the run failed, because a later look at what was mended finds nothing.
 */
export function findingsOf(report: RunReport): readonly string[] {
  const steps = report.steps.flatMap(({ output }) => outputFindings(output));
  const verified = report.ok ? [] : report.verify.flatMap(({ output }) => outputFindings(output));
  return [...new Set([...steps, ...verified])];
}

/** `findings` of an unhealthy diagnostic, by the convention of the network genome: `subject` and `problem`. */
function outputFindings(output: JsonObject | null): readonly string[] {
  const findings = output?.['healthy'] === false ? output['findings'] : undefined;
  if (!Array.isArray(findings)) return [];
  return (findings as readonly Json[]).flatMap((finding) => {
    const { subject, problem } = (finding ?? {}) as { readonly subject?: Json; readonly problem?: Json };
    return typeof subject === 'string' && typeof problem === 'string' ? [`${subject}: ${problem}`] : [];
  });
}
