import type { SourceFinding } from './source-finding.ts';

/**
 * What no reader can see or tell apart: controls other than tab and line breaks, a lone carriage return, format characters
 * (bidirectional controls of UAX #9 among them), line and paragraph separators, other spaces than U+0020, and whatever
 * Unicode says may be drawn as nothing. Also inside strings and comments: reordering happens there (CVE-2021-42574), and
 * a string can say `\u202e`.
 */
const invisible = /(?![\t\n\r ])[\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}]|\r(?!\n)/gu;

/** Beyond any source written for readers; a parser's stack is not asked about it. */
const deepestBrackets = 200;

const mostFindings = 10;

/** Faults of a text that can be found without parsing it. */
export function textFindings(source: string): readonly SourceFinding[] {
  const found = [...invisibleCharacters(source), ...directives(source)];
  const depth = bracketDepth(source);
  if (depth <= deepestBrackets) return found;
  const message = `Expected brackets nested at most ${deepestBrackets} deep, found ${depth}.`;
  return [...found, { kind: 'nested-too-deeply', line: 1, column: 1, message }];
}

function invisibleCharacters(source: string): readonly SourceFinding[] {
  return [...first(source.matchAll(invisible), mostFindings)].map(({ 0: character, index }) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    const message = `U+${code} is a character no reader can see; write \\u{${code.toLowerCase()}} in a string.`;
    return { kind: 'invisible-character', ...positionOf(source, index), message };
  });
}

/** Comments that speak to the compiler could switch the static stage off or give it other types. */
const directive = /@ts-(?:ignore|nocheck|expect-error|check)|\/\/\/\s*<|^#!/g;

function directives(source: string): readonly SourceFinding[] {
  return [...first(source.matchAll(directive), mostFindings)].map(({ 0: text, index }) => ({
    kind: 'compiler-directive',
    ...positionOf(source, index),
    message: `"${text.trimEnd()}" tells the compiler what to check; an allele may not.`,
  }));
}

/** An upper bound that believes every bracket, also those in strings. Closing ones without an opening one count nothing. */
function bracketDepth(source: string): number {
  let depth = 0;
  let deepest = 0;
  for (const { 0: bracket } of source.matchAll(/[()[\]{}]/g)) {
    depth = '([{'.includes(bracket) ? depth + 1 : Math.max(0, depth - 1);
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

function positionOf(source: string, offset: number): Pick<SourceFinding, 'line' | 'column'> {
  const before = source.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

function* first<T>(values: Iterable<T>, count: number): Iterable<T> {
  let left = count;
  for (const value of values) {
    if (left-- <= 0) return;
    yield value;
  }
}
