import { suggest } from '../suggest.ts';
import type { Faults } from './faults.ts';
import { spanIn, type Line } from './line.ts';
import type { HeaderLine } from './line-forms.ts';
import { readAs } from './read-entry.ts';
import { shapes, type ContractKind } from './shape.ts';
import { tokenise } from './tokenise.ts';

const kinds = Object.keys(shapes) as ContractKind[];

export interface Header {
  /** The kind the file is, or was probably meant to be. */
  readonly kind: ContractKind | undefined;
  /** `undefined` when the line is faulty. */
  readonly header: HeaderLine | undefined;
}

/** The first line of a contract: `gene bridge_create for network`. */
export function readHeader(head: Line, faults: Faults): Header {
  if (head.margin > 0 && !head.tabbed) {
    faults.report('bad-indentation', spanIn(head, 0, head.margin), 'The first line of a contract is not indented.', {
      expected: 'no indentation',
    });
  }
  const source = tokenise(head, faults);
  const word = source.tokens[0]?.text ?? '';
  const header = readAs('header', source, faults);
  const kind = kinds.find((name) => name === word) ?? kinds.find((name) => name === suggest(word, kinds));
  return { kind, header };
}

/** Whether a line looks like the header of a contract. */
export function startsContract(line: Line): boolean {
  const word = /^\w+/.exec(line.text.slice(line.margin))?.[0];
  return kinds.some((kind) => kind === word);
}
