import type { Faults } from './faults.ts';
import { spanIn, type Line } from './line.ts';

/**
 * Characters that make a text look different from what it says: C0 and C1 controls except the tab (a carriage return
 * inside a line among them), U+2028 and U+2029, and the bidirectional controls of Unicode UAX #9. People review
 * contracts by reading them.
 */
// eslint-disable-next-line no-control-regex -- these are the characters looked for
const hidden = /[\u0000-\u0008\u000A-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/g;

export function reportHiddenCharacters(lines: readonly Line[], faults: Faults): void {
  for (const line of lines) {
    for (const { 0: character, index } of line.text.matchAll(hidden)) {
      const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
      faults.report('control-character', spanIn(line, index, index + 1), `U+${code} is a character no reader can see.`);
    }
  }
}
