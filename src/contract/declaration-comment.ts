import { printable } from './printable.ts';

const lineBreak = /\r\n|[\r\n\u2028\u2029]/;

/**
 * A JSDoc comment of the given paragraphs with a line end, or nothing when all are empty. Text cannot end the comment,
 * start a tag or a compiler directive, or hide characters.
 */
export function docComment(paragraphs: readonly (string | undefined)[], indent = ''): string {
  const texts = paragraphs.filter((text) => text !== undefined && text.trim() !== '') as readonly string[];
  if (texts.length === 0) return '';
  const lines = texts.flatMap((text, index) => [...(index === 0 ? [] : ['']), ...text.split(lineBreak)]).map(harmless);
  // Always on lines of its own: a directive such as `@ts-ignore` is read from the last line of a comment.
  return [`/**`, ...lines.map((line) => ` * ${line}`.trimEnd()), ' */'].map((line) => `${indent}${line}\n`).join('');
}

function harmless(line: string): string {
  return printable(line.replaceAll('\t', '  '))
    .replaceAll('*/', '*\\/')
    .replace(/^(\s*)@/, '$1\\@');
}
