import type { Prose, Span } from '../ast.ts';
import { entriesOf, refuseTabs, type Entry } from './block.ts';
import type { Faults } from './faults.ts';
import { contentSpan, positionIn, spanIn, type Line } from './line.ts';
import { refuseBody } from './read-entry.ts';

const bullet = /^-(?:\s|$)/;

export function isBullet(line: Line): boolean {
  return bullet.test(line.text.slice(line.margin));
}

/** The block below `does:`, common indentation removed. */
export function readProse(entry: Entry, faults: Faults): Prose {
  const lines = proseLines(entry, faults);
  return { text: dedent(lines).join('\n'), span: spanOfLines(lines) };
}

/** The bullets below a heading. */
export function readBullets(entry: Entry, faults: Faults): readonly Prose[] {
  const bullets: Prose[] = [];
  for (const item of entriesOf(entry.body, faults, isBullet)) {
    if (isBullet(item.head)) {
      const read = readBullet(item, faults);
      if (read !== undefined) bullets.push(read);
    } else reportNoBullet(item.head, faults);
  }
  return bullets;
}

/** A bullet's text is all after `- `, with the deeper lines below it. */
export function readBullet(entry: Entry, faults: Faults): Prose | undefined {
  const { head } = entry;
  const text = head.text.slice(head.margin + 2);
  if (text.trim() === '') {
    faults.report('empty-bullet', contentSpan(head), 'This bullet has no text.');
    return undefined;
  }
  const lines = continuation(entry, faults);
  const start = positionIn(head, head.margin + 2);
  const end = lines.length === 0 ? positionIn(head, head.text.length) : spanOfLines(lines).end;
  return { text: [text, ...dedent(lines)].join('\n'), span: { start, end } };
}

/** Lines of a domain's vocabulary, each by itself. */
export function readLines(entry: Entry, faults: Faults): readonly Prose[] {
  return entriesOf(entry.body, faults).map((line) => {
    refuseBody(line, faults);
    return { text: line.head.text.slice(line.head.margin).trimEnd(), span: contentSpan(line.head) };
  });
}

function reportNoBullet(line: Line, faults: Faults): void {
  const span = contentSpan(line);
  const text = line.text.slice(line.margin).trimEnd();
  faults.report('missing-bullet', span, 'A line of this section starts with a dash and a space.', {
    expected: 'a bullet like `- text`',
    suggestion: `- ${text.replace(/^[-*•]\s*/u, '')}`,
  });
}

/** The lines of a bullet below its first. */
export function continuation({ head, body }: Entry, faults: Faults): readonly Line[] {
  const lines = body.lines.slice(body.from, body.to);
  refuseTabs(lines, head.indent, faults);
  return lines;
}

/** The lines below `does:`, from the first to the last that is not blank. */
export function proseLines(entry: Entry, faults: Faults): readonly Line[] {
  const lines = continuation(entry, faults);
  return lines.slice(lines.findIndex(({ kind }) => kind !== 'blank'));
}

/** The lines' text without the spaces that all of them begin with. */
export function dedent(lines: readonly Line[]): readonly string[] {
  const margins = lines.filter(({ kind }) => kind !== 'blank').map(spacesBefore);
  const common = margins.reduce((least, margin) => Math.min(least, margin), Infinity);
  return lines.map((line) => line.text.slice(Math.min(common, spacesBefore(line))));
}

function spacesBefore({ text }: Line): number {
  let count = 0;
  while (text[count] === ' ') count++;
  return count;
}

function spanOfLines(lines: readonly Line[]): Span {
  const first = lines[0] as Line;
  const last = lines.at(-1) as Line;
  return { start: positionIn(first, first.margin), end: spanIn(last, 0, last.text.length).end };
}
