import { titleText } from '../syntax/read-examples.ts';
import { layoutBlock, leaf, nested, pad, step, type Layout } from './layout.ts';
import { vocabularyLine } from './layout-prose.ts';

const lines = nested('tight', vocabularyLine);
const values = nested('tight', leaf('spaced'));

/** `given:` and `then:` hold lines of the domain's vocabulary, `takes:` and `gives:` values. */
const part: Layout = (entry, indent) => {
  const isLines = /^(?:given|then)\b/.test(entry.head.text.slice(entry.head.margin));
  return (isLines ? lines : values)(entry, indent);
};

/** A worked case; its title is prose. */
export const example: Layout = ({ head, body }, indent) => {
  const title = titleText(head);
  const comment = head.text.slice(head.margin + title.length).trimStart();
  const first = comment === '' ? title : `${title}  ${comment}`;
  return [pad(indent, first), ...layoutBlock(body, indent + step, part)];
};
