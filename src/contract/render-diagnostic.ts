import type { Diagnostic } from './diagnostic.ts';
import { displayWidth } from './display-width.ts';
import { printable } from './printable.ts';

export interface RenderOptions {
  /** ANSI escape sequences around the parts of the text. */
  readonly colour: boolean;
}

/** A line longer than this is cut around the fault. In UTF-16 units. */
const longestLine = 160;

/**
 * A diagnostic for people: where and what, the line with carets under the fault, what was expected, and a correction.
 * `text` is the text of the diagnostic's file. No line break at the end.
 */
export function renderDiagnostic(diagnostic: Diagnostic, text: string, options: RenderOptions): string {
  const paint = painter(options.colour);
  const { severity, code, file, span, message, expected, suggestion } = diagnostic;
  const place = `${printable(file)}:${span.start.line}:${span.start.column}:`;
  const label = severity === 'error' ? 'red' : 'yellow';
  const lines = [`${paint('bold', place)} ${paint(label, `${severity}[${code}]:`)} ${printable(message)}`];
  lines.push(
    ...excerpt(
      diagnostic,
      text,
      (carets) => paint(label, carets),
      (gutter) => paint('dim', gutter),
    ),
  );
  if (expected !== undefined) lines.push(`${paint('dim', 'expected:')} ${printable(expected)}`);
  if (suggestion !== undefined) lines.push(`${paint('dim', 'did you mean:')} ${paint('green', printable(suggestion))}`);
  return lines.join('\n');
}

type Paint = (text: string) => string;

/** The line of the fault and the carets below it. */
function excerpt({ span }: Diagnostic, text: string, caret: Paint, dim: Paint): readonly string[] {
  const line = lineAround(text, span.start.offset, span.start.column);
  const from = span.start.column - 1;
  const to = span.end.line === span.start.line ? span.end.column - 1 : line.length;
  const first = line.length > longestLine ? Math.max(0, from - longestLine / 2) : 0;
  const last = Math.min(line.length, first + longestLine);
  const before = (first > 0 ? '…' : '') + shown(line.slice(first, from));
  const marked = shown(line.slice(from, Math.min(to, last)));
  const after = shown(line.slice(Math.min(to, last), last)) + (last < line.length ? '…' : '');
  const number = String(span.start.line).padStart(4);
  const carets = '^'.repeat(Math.max(1, displayWidth(marked)));
  return [
    `${dim(`${number} |`)} ${before}${marked}${after}`.trimEnd(),
    `${dim(`${' '.repeat(number.length)} |`)} ${' '.repeat(displayWidth(before))}${caret(carets)}`,
  ];
}

/** The line a place is in, without its line break. */
function lineAround(text: string, offset: number, column: number): string {
  const start = offset - (column - 1);
  const feed = text.indexOf('\n', offset);
  const line = text.slice(start, feed === -1 ? undefined : feed);
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

/** Tabs become two spaces: where the terminal's tab stops are is not known. */
function shown(text: string): string {
  return text.split('\t').map(printable).join('  ');
}

const styles = { bold: '1', dim: '2', red: '31;1', yellow: '33;1', green: '32' } as const;

function painter(colour: boolean): (style: keyof typeof styles, text: string) => string {
  return (style, text) => (colour ? `\u001B[${styles[style]}m${text}\u001B[0m` : text);
}
