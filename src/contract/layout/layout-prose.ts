import { continuation, dedent, isBullet, proseLines } from '../syntax/read-prose.ts';
import { lineText, nested, noFaults, pad, step, type Layout } from './layout.ts';

/** `does:` and the prose below it, byte for byte but for the common indentation. */
export const proseSection: Layout = (entry, indent) => [
  pad(indent, lineText(entry.head, 'tight')),
  ...dedent(proseLines(entry, noFaults)).map((text) => margin(indent + step, text)),
];

/** A bullet with the lines that continue it. */
export const bullet: Layout = (entry, indent) => [
  pad(indent, `- ${entry.head.text.slice(entry.head.margin + 2)}`),
  ...dedent(continuation(entry, noFaults)).map((text) => margin(indent + step, text)),
];

/** A heading with bullets below it. */
export const bulletSection: Layout = nested('tight', bullet, isBullet);

/** A line of a domain's vocabulary. */
export const vocabularyLine: Layout = ({ head }, indent) => [pad(indent, head.text.slice(head.margin).trimEnd())];

function margin(indent: number, text: string): string {
  return text === '' ? '' : pad(indent, text);
}
