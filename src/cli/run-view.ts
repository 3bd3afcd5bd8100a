import type { Json } from '../model/json.ts';
import { shortDigest } from '../model/digest.ts';
import type { AttemptReport, CheckReport, RunReport, ShadowReport, StepReport } from '../organism/run/report.ts';
import { unconfirmedNote } from './armed-view.ts';
import { changesView } from './changes-view.ts';
import { printableLine } from './printable.ts';
import type { Style } from './style.ts';

/** One step as a person reads it: what ran, which allele answered, what was found, what was undone. */
export function stepView(step: StepReport, style: Style): string {
  const mark = step.ok
    ? step.output?.['healthy'] === false
      ? style.warn('!')
      : style.good('✓')
    : failedMark(step, style);
  const allele = step.allele === null ? '            ' : shortDigest(step.allele);
  const finding = step.output?.['healthy'] === false ? style.warn('  unhealthy') : '';
  const head = [
    `  ${mark} ${step.step.padEnd(6)}${step.locus.padEnd(22)}`,
    style.dim(allele),
    style.dim(milliseconds(step.durationMs).padStart(7)),
  ].join(' ');
  const rest = `${canaryText(step, style)}${finding}${verifiedText(step.attempts.at(-1)?.verify ?? [], style)}`;
  const failures = step.attempts.filter(({ outcome }) => outcome !== 'ok');
  return [`${head}${rest}`, ...failures.flatMap((attempt) => attemptLines(attempt, step, style))].join('\n');
}

/** Why another allele than the dominant acted first. */
function canaryText({ allele, attempts }: StepReport, style: Style): string {
  const last = attempts.at(-1);
  return last?.canary === true && allele !== null ? style.warn('  canary') : '';
}

function failedMark(step: StepReport, style: Style): string {
  return step.outcome === 'refused' ? style.warn('–') : style.bad('✗');
}

function attemptLines(attempt: AttemptReport, step: StepReport, style: Style): readonly string[] {
  const indent = ' '.repeat(10);
  if (attempt.outcome === 'refused') {
    const said = attempt.error?.message ?? '';
    return [
      `${indent}${style.warn('refused')}: ${printableLine(step.refusal ?? '')}${style.dim(said === '' ? '' : ` (${printableLine(said)})`)}`,
    ];
  }
  const where = attempt.error?.position;
  const place = where === undefined ? '' : ` (line ${where.line}:${where.column})`;
  const what = `${attempt.error?.kind ?? attempt.outcome}: ${printableLine(attempt.error?.message ?? '')}${place}`;
  const who = `${attempt.canary === true ? 'canary ' : ''}${shortDigest(attempt.allele)}`;
  const lines = [`${indent}${style.bad(attempt.outcome)} of ${who}: ${what}`];
  if (attempt.rolledBack !== undefined) lines.push(`${indent}${rollbackText(attempt.rolledBack.proven, style)}`);
  const answered = step.ok && attempt !== step.attempts.at(-1);
  const stack = attempt.canary === true ? "the stack's" : 'fallback';
  if (answered) lines.push(`${indent}${style.good(stack)} ${shortDigest(step.allele ?? '')} answered`);
  return lines;
}

export function rollbackText(proven: boolean, style: Style): string {
  return proven ? 'rolled back: the world is as it was before' : style.bad('rolled back, but NOT as before: see below');
}

/** `verified at once and after the window`, from the checks of the attempt that counts. */
function verifiedText(checks: readonly CheckReport[], style: Style): string {
  const later = checks.filter(({ timescale }) => timescale === 'convergence');
  const decisive = later.length > 0 ? later : checks;
  if (decisive.length === 0 || decisive.some(({ healthy }) => healthy !== true)) return '';
  return style.dim(`  verified ${later.length > 0 ? 'through its window' : 'at once'}`);
}

/** The pathway's own verification: a line a check, with what it found each time it was asked. */
export function verificationView(checks: readonly CheckReport[], style: Style): string {
  const asked = new Map<string, CheckReport[]>();
  for (const check of checks) {
    const key = `${check.check} ${JSON.stringify(check.arguments)}`;
    asked.set(key, [...(asked.get(key) ?? []), check]);
  }
  return ['verification', ...[...asked.values()].flatMap((same) => checkLines(same, style))].join('\n');
}

function checkLines(same: readonly CheckReport[], style: Style): readonly string[] {
  const [first] = same;
  if (first === undefined) return [];
  const given = Object.entries(first.arguments).map(([name, value]) => `${name}=${argumentText(value)}`);
  const found = same.map(({ timescale, healthy }) => {
    const mark = healthy === true ? style.good('✓') : healthy === false ? style.bad('✗') : style.warn('?');
    return `${mark} ${timescale === 'immediate' ? 'at once' : 'after the window'}`;
  });
  const errors = same.flatMap(({ error }) => (error === null ? [] : [`    ${style.bad(printableLine(error))}`]));
  return [`  ${found.join('  ')}  ${first.check} ${style.dim(printableLine(given.join(' '), 60))}`, ...new Set(errors)];
}

function argumentText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What is different now, and the last word. */
export function conclusionView(report: RunReport, style: Style): string {
  const parts: string[] = [];
  if (report.verify.length > 0) parts.push(verificationView(report.verify, style));
  if (report.changes.length > 0) parts.push(`world\n${changesView(report.changes, style)}`);
  const unrestored = report.rollback?.differences ?? [];
  if (unrestored.length > 0) parts.push(`${style.bad('not restored')}\n${changesView(unrestored, style)}`);
  const shadow = (report.shadow ?? []).map((one) => shadowLine(one, style));
  if (shadow.length > 0) parts.push(shadow.join('\n'));
  parts.push(lastWord(report, style));
  if (report.expires !== undefined) parts.push(unconfirmedNote(report.expires, report.kernel, style));
  if (report.mutation.case !== undefined) parts.push(`failure case kept in ${printableLine(report.mutation.case)}`);
  return parts.join('\n\n');
}

const shadowWords = { same: 'the same', differs: 'something else', fails: 'failed' } as const;

function shadowLine({ step, locus, allele, verdict }: ShadowReport, style: Style): string {
  const word = verdict === 'same' ? shadowWords[verdict] : style.warn(shadowWords[verdict]);
  return `${style.dim('shadow')}  ${step} ${printableLine(locus)} by ${shortDigest(allele)} on a mock of this host: ${word}`;
}

function lastWord(report: RunReport, style: Style): string {
  const spent = `${milliseconds(report.durationMs)}, ${report.worldSeconds.toFixed(0)} s on the world's clock`;
  const dry = report.dryRun ? ' (dry run: undone again)' : '';
  if (report.ok) {
    const health = report.healthy === true ? ', healthy' : '';
    return `${style.good(`done${health}`)}${dry}: ${report.pathway} in ${spent}`;
  }
  const undone = report.rolledBack ? `; ${rollbackText(report.rollback?.proven === true, style)}` : '';
  const kind = report.failure?.kind ?? 'failed';
  const word = kind === 'refused' ? style.warn(kind) : style.bad(kind);
  return `${word}${dry}: ${failurePlace(report)}${printableLine(report.failure?.message ?? '')}${undone}`;
}

function failurePlace({ failure }: RunReport): string {
  return failure?.locus === undefined ? '' : `step ${failure.step ?? ''} ${failure.locus}: `;
}

function milliseconds(duration: number): string {
  return duration < 1000 ? `${duration.toFixed(0)} ms` : `${(duration / 1000).toFixed(1)} s`;
}
