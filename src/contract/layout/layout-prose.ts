import { dedent, isBullet, proseLines } from '../syntax/read-prose.ts';
import { lineText, nested, noFaults, pad, step, type Layout } from './layout.ts';

/** `does:` and the prose below it, byte for byte but for the common indentation. */
export const proseSection: Layout = ({ head, body }, indent) => [
  pad(indent, lineText(head, 'tight')),
  ...dedent(proseLines(body, head.indent, noFaults)).map((text) => margin(indent + step, text)),
];

/** A bullet with the lines that continue it. */
export const bullet: Layout = ({ head, body }, indent) => [
  pad(indent, `- ${head.text.slice(head.margin + 2)}`),
  ...dedent(proseLines(body, head.indent, noFaults)).map((text) => margin(indent + step, text)),
];

/** A heading with bullets below it. */
export const bulletSection: Layout = nested('tight', bullet, isBullet);

/** A line of a domain's vocabulary. */
export const vocabularyLine: Layout = ({ head }, indent) => [pad(indent, head.text.slice(head.margin).trimEnd())];

function margin(indent: number, text: string): string {
  return text === '' ? '' : pad(indent, text);
}
