import { printable } from '../../contract/printable.ts';

/**
 * Text as a page may show it: characters that nobody sees or that change the order of others are written as `\u{202e}`.
 * Line feeds and tabs stay.
 */
export function visible(text: string): string {
  return text.replaceAll(/[^\n\t]+/g, printable);
}
