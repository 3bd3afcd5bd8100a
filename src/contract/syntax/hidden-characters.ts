import type { Faults } from './faults.ts';
import { spanIn, type Line } from './line.ts';

/**
 * Characters that make a text look different from what it says: C0 and C1 controls except the tab and line breaks,
 * U+2028 and U+2029, the bidirectional controls of Unicode UAX #9, and spaces without width. People review contracts by
 * reading them.
 */
const hidden =
  // eslint-disable-next-line no-control-regex -- these are the characters looked for
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u061C\u200B\u200E\u200F\u2028-\u202E\u2060\u2066-\u2069]|\r(?!\n)|(?<!^)\uFEFF/g;

export function reportHiddenCharacters(text: string, lines: readonly Line[], faults: Faults): void {
  let at = 0;
  for (const { 0: character, index } of text.matchAll(hidden)) {
    while ((lines[at + 1]?.offset ?? Infinity) <= index) at++;
    const line = lines[at];
    if (line === undefined) return;
    const column = index - line.offset;
    const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    faults.report('control-character', spanIn(line, column, column + 1), `U+${code} is a character no reader can see.`);
  }
}
