import { suggest } from '../../contract/suggest.ts';
import type { VocabularyFault } from '../../contract/vocabulary.ts';
import type { Part, Phrase } from './phrase.ts';
import { wordsOf, type Token } from './words.ts';

export type Match<Does> =
  { readonly ok: true; readonly does: Does } | { readonly ok: false; readonly fault: VocabularyFault };

/** Finds the phrase a line is an instance of, or says where the phrase that fits furthest stops fitting. */
export function matchLine<Does>(phrases: readonly Phrase<Does>[], line: string): Match<Does> {
  const tokens = wordsOf(line);
  const attempts = phrases.map((phrase) => attempt(phrase, tokens));
  const hit = attempts.find((one) => one.does !== undefined);
  if (hit?.does !== undefined) return { ok: true, does: hit.does() };
  return { ok: false, fault: faultOf(line, tokens, attempts) };
}

interface Attempt<Does> {
  /** How many tokens fitted. */
  readonly reach: number;
  readonly does: (() => Does) | undefined;
  /** The part that the next token doesn't fit; undefined where the line should have ended. */
  readonly wanted: Part | undefined;
  /** What is wrong with a value, when the place is right. */
  readonly fault: string | undefined;
}

function attempt<Does>(phrase: Phrase<Does>, tokens: readonly Token[]): Attempt<Does> {
  const values: Record<string, unknown> = {};
  for (const [reach, part] of phrase.parts.entries()) {
    const token = tokens[reach];
    if (token === undefined) return { reach, does: undefined, wanted: part, fault: undefined };
    if (typeof part === 'string') {
      if (token.text !== part) return { reach, does: undefined, wanted: part, fault: undefined };
      continue;
    }
    const read = part.read(token);
    if ('fault' in read) return { reach, does: undefined, wanted: part, fault: read.fault };
    values[part.name] = read.value;
  }
  const reach = phrase.parts.length;
  if (tokens.length > reach) return { reach, does: undefined, wanted: undefined, fault: undefined };
  return { reach, does: () => phrase.bind(values), wanted: undefined, fault: undefined };
}

function faultOf<Does>(line: string, tokens: readonly Token[], attempts: readonly Attempt<Does>[]): VocabularyFault {
  const reach = Math.max(...attempts.map((one) => one.reach));
  const furthest = attempts.filter((one) => one.reach === reach);
  const token = tokens[reach];
  const expected = [...new Set(furthest.map(({ wanted }) => expectedText(wanted)))].join(', or ');
  if (token === undefined) {
    return { message: 'The line ends too early', expected, offset: line.trimEnd().length, length: 1 };
  }
  // A value of the right kind of place says most; a misspelt word otherwise.
  const fault = furthest.find((one) => one.fault !== undefined)?.fault;
  const place = faultyItem(token, furthest);
  const suggestion = suggest(
    place.text,
    furthest.flatMap(({ wanted }) => wordsFor(wanted)),
  );
  return {
    message: messageFor(place.text, fault, furthest),
    expected,
    offset: place.offset,
    length: place.text.length,
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

function messageFor<Does>(text: string, fault: string | undefined, furthest: readonly Attempt<Does>[]): string {
  const words = furthest.some(({ wanted }) => typeof wanted === 'string');
  if (fault !== undefined && !words) return `"${text}" does not fit here: ${fault}`;
  if (furthest.every(({ wanted }) => wanted === undefined))
    return `"${text}" is too much: the line should end before it`;
  return `"${text}" is not understood here`;
}

/** In a list the first item that is wrong by itself, else the list. */
function faultyItem<Does>(token: Token, furthest: readonly Attempt<Does>[]): Token {
  const list = furthest.map(({ wanted }) => wanted).find((part) => typeof part === 'object');
  if (list === undefined || typeof list !== 'object') return token;
  const wrong = token.items?.find((item) => 'fault' in list.read({ ...item, items: [item] }));
  return wrong ?? token;
}

function expectedText(part: Part | undefined): string {
  if (part === undefined) return 'the end of the line';
  return typeof part === 'string' ? `\`${part}\`` : part.expected;
}

function wordsFor(part: Part | undefined): readonly string[] {
  if (part === undefined) return [];
  return typeof part === 'string' ? [part] : part.words;
}
