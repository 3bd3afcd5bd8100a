import type { Span } from '../ast.ts';
import { suggest } from '../suggest.ts';
import { firstCode, firstText, type Entry } from './block.ts';
import { endOf } from './explain-failure.ts';
import type { Faults } from './faults.ts';
import { contentSpan, type Line } from './line.ts';
import { refuseBody } from './read-entry.ts';
import { partNames, type Shape } from './shape.ts';
import { tokenise, type TokenLine } from './tokenise.ts';

/** An attribute or a section of a contract or an example, found and named but not read. */
export interface Part {
  readonly name: string;
  readonly entry: Entry;
  readonly source: TokenLine;
  /** The line with its name. */
  readonly span: Span;
}

/** Parts by name; a part is in it even when something is wrong with its heading, so that it is not reported missing. */
export type Parts = ReadonlyMap<string, Part>;

/** Below a contract's header only `does:` holds prose. */
export function isProseHeading(head: Line): boolean {
  return /^does\b/.test(head.text.slice(head.margin));
}

/** Finds the parts of a block. Reports parts that are unknown, misplaced, twice there, empty or missing. */
export function findParts(entries: readonly Entry[], shape: Shape, owner: Span, faults: Faults): Parts {
  const parts = new Map<string, Part>();
  const meant = new Set<string>();
  for (const entry of entries) {
    const source = tokenise(entry.head, faults);
    const name = nameOfPart(source, shape, meant, faults);
    if (name === undefined) continue;
    const span = contentSpan(entry.head);
    const first = parts.get(name);
    if (first === undefined) parts.set(name, { name, entry, source, span });
    else reportTwice(name, span, first, faults);
  }
  for (const name of shape.required) {
    if (parts.has(name) || meant.has(name)) continue;
    const expected = shape.attributes.includes(name) ? `a line \`${name} ...\`` : `a section \`${name}:\``;
    faults.report('missing-section', owner, `${shape.owner.replace(/^an? /, 'This ')} has no \`${name}\`.`, {
      expected,
    });
  }
  return parts;
}

function reportTwice(name: string, span: Span, first: Part, faults: Faults): void {
  const message = `\`${name}\` stands in line ${first.span.start.line} already.`;
  faults.report('duplicate-section', span, message, { expected: 'one of them' });
}

/** The part a line begins. Names that were misspelt are added to `meant`. */
function nameOfPart(source: TokenLine, shape: Shape, meant: Set<string>, faults: Faults): string | undefined {
  const words = leadingWords(source);
  const [first] = words;
  if (first !== undefined && shape.attributes.includes(first)) return first;
  const phrase = words.join(' ');
  const colon = source.tokens[words.length]?.text === ':';
  if (shape.sections.includes(phrase)) {
    if (colon) refuseTail(source, words.length + 1, faults);
    else reportMissingColon(source, words.length, faults);
    return phrase;
  }
  if (source.faulty && words.length === 0) return undefined;
  const started = colon ? undefined : shape.sections.find((section) => phrase.startsWith(`${section} `));
  if (started !== undefined) {
    reportMissingColon(source, started.split(' ').length, faults);
    return started;
  }
  reportUnknown(source, words, shape, meant, faults);
  return undefined;
}

function leadingWords({ tokens }: TokenLine): readonly string[] {
  const end = tokens.findIndex(({ type }) => type !== 'name' && type !== 'word');
  return tokens.slice(0, end === -1 ? tokens.length : end).map(({ text }) => text);
}

function refuseTail(source: TokenLine, from: number, faults: Faults): void {
  const token = source.tokens[from];
  if (token === undefined) return;
  const span = { start: token.span.start, end: endOf(source).end };
  faults.report('trailing-text', span, 'A section starts on the line below its heading.', {
    expected: 'the end of the line, then an indented block',
  });
}

function reportMissingColon(source: TokenLine, after: number, faults: Faults): void {
  if (source.faulty) return;
  const end = source.tokens[after - 1]?.span.end ?? endOf(source).end;
  faults.report('missing-colon', { start: end, end }, 'The heading of a section ends in a colon.', {
    expected: '`:`',
    suggestion: ':',
  });
}

function reportUnknown(
  source: TokenLine,
  words: readonly string[],
  shape: Shape,
  meant: Set<string>,
  faults: Faults,
): void {
  const [first] = words;
  const phrase = words.join(' ');
  const misplaced = [phrase, first ?? ''].find((name) => partNames.has(name));
  const last = source.tokens[words.length - 1] ?? source.tokens[0];
  const start = source.tokens[0]?.span.start;
  if (last === undefined || start === undefined) return;
  const span = { start, end: last.span.end };
  const expected = [...shape.attributes, ...shape.sections.map((name) => `${name}:`)].join(', ');
  if (misplaced !== undefined) {
    faults.report('section-not-allowed', span, `\`${misplaced}\` is no part of ${shape.owner}.`, { expected });
    return;
  }
  const section = suggest(phrase, shape.sections) ?? shape.sections.find((name) => name.startsWith(`${phrase} `));
  const attribute = first === undefined ? undefined : suggest(first, shape.attributes);
  const suggestion = section ?? attribute;
  if (suggestion !== undefined) meant.add(suggestion);
  const ownSpan = section === undefined && attribute !== undefined ? (source.tokens[0]?.span ?? span) : span;
  faults.report('unknown-section', ownSpan, `${shown(source, ownSpan)} is no part of ${shape.owner}.`, {
    expected,
    suggestion,
  });
}

function shown({ line }: TokenLine, span: Span): string {
  return `\`${line.text.slice(span.start.column - 1, span.end.column - 1)}\``;
}

/** The entry of a section if there is anything below its heading; an empty one is reported. */
export function filled(part: Part | undefined, faults: Faults): Entry | undefined {
  if (part === undefined) return undefined;
  const { body } = part.entry;
  if (part.name === 'does' ? firstText(body) : firstCode(body)) return part.entry;
  faults.report('empty-section', part.span, `\`${part.name}:\` has nothing below it.`, {
    expected: 'an indented block, or no such section',
  });
  return undefined;
}

/** The tokens of an attribute's line. */
export function attributeLine(part: Part | undefined, faults: Faults): TokenLine | undefined {
  if (part === undefined) return undefined;
  refuseBody(part.entry, faults);
  return part.source;
}
