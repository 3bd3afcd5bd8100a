import type { Span } from '../ast.ts';
import type { Faults } from './faults.ts';
import type { Token } from './token.ts';

const number = /^-?(?:0|[1-9]\d*)(\.\d+)?$/;
const duration = /^(0|[1-9]\d*)([smh])$/;
const secondsIn: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

const expected = 'a number like 5, -5 or 0.5, a duration like 30s, 5m or 2h, or text in quotes';

/** A number or a duration; anything else that starts like one is reported. */
export function readNumber(text: string, span: Span, faults: Faults): Token | undefined {
  const token = numberToken(text, span) ?? durationToken(text, span);
  if (token === undefined) {
    const message = isTooLarge(text) ? `\`${text}\` is too large to be exact.` : `\`${text}\` is no number.`;
    faults.report('malformed-number', span, message, { expected, suggestion: correction(text) });
  }
  return token;
}

function numberToken(text: string, span: Span): Token | undefined {
  const match = number.exec(text);
  if (match === null) return undefined;
  // `-0` is zero: JSON keeps no sign of it.
  const value = Number(text) + 0;
  const whole = match[1] === undefined;
  if (whole ? !Number.isSafeInteger(value) : !Number.isFinite(value)) return undefined;
  const kind = whole ? 'int' : 'float';
  return { type: kind, text, span, node: { kind, value, raw: text, span } };
}

function durationToken(text: string, span: Span): Token | undefined {
  const [, count, unit] = duration.exec(text) ?? [];
  const seconds = Number(count) * (secondsIn[unit ?? ''] ?? Number.NaN);
  if (!Number.isSafeInteger(seconds)) return undefined;
  return { type: 'duration', text, span, node: { kind: 'duration', seconds, raw: text, span } };
}

function isTooLarge(text: string): boolean {
  return number.test(text) || duration.test(text);
}

/** What was probably meant: `+5`, `007`, `.5`, `5.`, `1_000`, `30sec`; other text goes in quotes. */
function correction(text: string): string | undefined {
  if (isTooLarge(text)) return undefined;
  const spelled = text
    .replace(/^\+/, '')
    .replaceAll('_', '')
    .replace(/^(-?)0+(?=\d)/, '$1')
    .replace(/^(-?)\./, '$10.')
    .replace(/\.$/, '')
    .replace(/^(\d+)(?:secs?|seconds?)$/, '$1s')
    .replace(/^(\d+)(?:mins?|minutes?)$/, '$1m')
    .replace(/^(\d+)(?:hrs?|hours?)$/, '$1h');
  return number.test(spelled) || duration.test(spelled) ? spelled : `"${text}"`;
}
