import type { DoctorReport } from '../organism/doctor/doctor.ts';
import type { Finding } from '../organism/doctor/finding.ts';
import { printable, printableLine } from './printable.ts';
import type { Style } from './style.ts';

/** `sg doctor` for people: a line for each check, and under it what was found with the command that mends it. */
export function doctorView({ checks, ok }: DoctorReport, style: Style): string {
  const lines = checks.flatMap(({ check, found, seen }) => [
    `${mark(found, style)} ${check.padEnd(15)} ${style.dim(printableLine(seen, 62))}`.trimEnd(),
    ...found.flatMap((finding) => findingLines(finding, style)),
  ]);
  return [
    ...lines,
    '',
    ok ? style.good('Nothing is wrong.') : style.warn(summary(checks.flatMap(({ found }) => found))),
  ].join('\n');
}

function mark(found: readonly Finding[], style: Style): string {
  if (found.some(({ severity }) => severity === 'error')) return style.bad('✗');
  return found.some(({ severity }) => severity === 'warning') ? style.warn('!') : style.good('✓');
}

function findingLines({ code, severity, message, mend }: Finding, style: Style): readonly string[] {
  const paint = severity === 'error' ? style.bad : severity === 'warning' ? style.warn : style.dim;
  return [
    `    ${paint(severity)} ${style.dim(`[${code}]`)} ${printable(message)}`,
    `    ${style.strong('mend')}  ${printable(mend)}`,
  ];
}

function summary(found: readonly Finding[]): string {
  const errors = found.filter(({ severity }) => severity === 'error').length;
  const warnings = found.filter(({ severity }) => severity === 'warning').length;
  return `${errors} ${errors === 1 ? 'error' : 'errors'}, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}.`;
}
