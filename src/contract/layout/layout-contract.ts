import type { Range } from '../syntax/block.ts';
import { isProseHeading } from '../syntax/part.ts';
import { isBullet } from '../syntax/read-prose.ts';
import { tokenise } from '../syntax/tokenise.ts';
import { fieldCells } from './field-cells.ts';
import { joinTokens } from './join-tokens.ts';
import { layoutBlock, leaf, lineText, nested, noFaults, pad, step, tabular, type Layout } from './layout.ts';
import { stepItem, verifyItem } from './layout-calls.ts';
import { example } from './layout-example.ts';
import { bulletSection, proseSection } from './layout-prose.ts';

const plain = leaf('tight');
const fields = tabular(fieldCells);
const words = tabular((tokens) => tokens.map(({ text }) => text));

/** How the block of each section is laid out; attributes have none. */
const sections: Readonly<Record<string, Layout>> = {
  does: proseSection,
  takes: fields,
  gives: fields,
  types: nested('tight', fields),
  before: bulletSection,
  after: bulletSection,
  'fails when': bulletSection,
  'unhealthy when': bulletSection,
  verify: nested('tight', verifyItem, isBullet),
  feeds: words,
  connects: words,
  examples: nested('tight', example),
  steps: nested('tight', stepItem),
  requires: nested('tight', plain),
  'on failure': nested('tight', plain),
  has: nested('tight', nested('tight', plain)),
};

const part: Layout = (entry, indent) => {
  const { tokens } = tokenise(entry.head, noFaults);
  const colon = tokens.findIndex(({ text }) => text === ':');
  const layout = colon === -1 ? undefined : sections[joinTokens(tokens.slice(0, colon), 'tight')];
  return (layout ?? plain)(entry, indent);
};

const contract: Layout = ({ head, body }, indent) => [
  pad(indent, lineText(head, 'tight')),
  ...layoutBlock(body, indent + step, part, isProseHeading),
];

/** The canonical lines of a file without faults. */
export function layoutContract(file: Range): readonly string[] {
  return layoutBlock(file, 0, contract, isProseHeading);
}
