import { isBullet } from '../syntax/read-prose.ts';
import { tokenise } from '../syntax/tokenise.ts';
import { layoutBlock, leaf, lineText, nested, noFaults, pad, step, type Layout } from './layout.ts';
import { bullet } from './layout-prose.ts';

/** A target with its arguments, on its line or below it. */
const call = nested('tight', leaf('spaced'));

const loop = nested('tight', call);

/** A line of `verify:`. */
export const verifyItem: Layout = (entry, indent) => {
  if (isBullet(entry.head)) return bullet(entry, indent);
  const isLoop = /^for\b/.test(entry.head.text.slice(entry.head.margin));
  return (isLoop ? loop : call)(entry, indent);
};

/** A step. What is below it stands two columns to the right of the text behind its number. */
export const stepItem: Layout = (entry, indent) => {
  const [ordinal, word] = tokenise(entry.head, noFaults).tokens;
  const isBlock = word?.text === 'for' || word?.text === 'when';
  const behind = indent + (ordinal?.text.length ?? 0) + 1;
  return [
    pad(indent, lineText(entry.head, 'tight')),
    ...layoutBlock(entry.body, behind + step, isBlock ? call : leaf('spaced')),
  ];
};
