import type { Argument, Example, Prose, Span } from '../ast.ts';
import { endOfEntry, entriesOf, firstCode, type Entry } from './block.ts';
import type { Faults } from './faults.ts';
import { contentSpan, spanIn, type Line } from './line.ts';
import { filled, findParts, type Parts } from './part.ts';
import { readArguments } from './read-calls.ts';
import { readLines } from './read-prose.ts';
import { exampleShape } from './shape.ts';
import { present, unique } from './unique.ts';

export function readExamples(section: Entry, faults: Faults): readonly Example[] {
  const examples = entriesOf(section.body, faults).map((entry) => readExample(entry, faults));
  return unique(
    present(examples),
    ({ title }) => title,
    ({ title, span }, first) => {
      faults.report(
        'duplicate-example',
        beginning(span, title.length),
        `Line ${first.span.start.line} has an example of this title already.`,
      );
    },
  );
}

function beginning({ start }: Span, length: number): Span {
  return { start, end: { ...start, offset: start.offset + length, column: start.column + length } };
}

function readExample(entry: Entry, faults: Faults): Example | undefined {
  const title = readTitle(entry.head, faults);
  const heading = contentSpan(entry.head);
  if (firstCode(entry.body) === undefined) {
    faults.report('missing-body', heading, 'This example has nothing below it.', {
      expected: 'given:, takes:, gives: and then:',
    });
    return undefined;
  }
  const parts = findParts(entriesOf(entry.body, faults), exampleShape, heading, faults);
  if (!parts.has('gives') && !parts.has('then')) {
    faults.report('missing-section', heading, 'This example expects nothing.', { expected: 'gives: or then:' });
  }
  const sections = readSections(parts, faults);
  return title === undefined
    ? undefined
    : { title, ...sections, span: { start: heading.start, end: endOfEntry(entry) } };
}

function readSections(parts: Parts, faults: Faults): Omit<Example, 'title' | 'span'> {
  const lines = (name: string): readonly Prose[] => {
    const section = filled(parts.get(name), faults);
    return section === undefined ? [] : readLines(section, faults);
  };
  const values = (name: string): readonly Argument[] => {
    const section = filled(parts.get(name), faults);
    return section === undefined ? [] : readArguments(section.body, faults);
  };
  return { given: lines('given'), takes: values('takes'), gives: values('gives'), then: lines('then') };
}

/** All before the colon that ends the line. */
function readTitle(head: Line, faults: Faults): string | undefined {
  const content = titleText(head);
  const end = head.margin + content.length;
  if (!content.endsWith(':')) {
    faults.report('missing-colon', spanIn(head, end, end), 'The title of an example ends in a colon.', {
      expected: '`:`',
      suggestion: ':',
    });
    return undefined;
  }
  const title = content.slice(0, -1).trimEnd();
  if (title === '') {
    faults.report('missing-name', spanIn(head, head.margin, end), 'This example has no title.', {
      expected: 'a title',
    });
    return undefined;
  }
  return title;
}

/** A title's line without indentation and comment. */
export function titleText(head: Line): string {
  const content = head.text.slice(head.margin);
  const comment = content.search(/\s#/);
  return (comment === -1 ? content : content.slice(0, comment)).trimEnd();
}
