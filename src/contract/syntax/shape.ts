import type { Contract } from '../ast.ts';

/** What may stand at the first level of a block with named parts. */
export interface Shape {
  /** The block in words: `a gene`. */
  readonly owner: string;
  /** Parts of one line: `risk low`. */
  readonly attributes: readonly string[];
  /** Parts with a heading and a block. */
  readonly sections: readonly string[];
  readonly required: readonly string[];
}

export type ContractKind = Contract['kind'];

export const shapes: Readonly<Record<ContractKind, Shape>> = {
  gene: {
    owner: 'a gene',
    attributes: ['is', 'risk'],
    sections: [
      'does',
      'takes',
      'gives',
      'types',
      'before',
      'after',
      'fails when',
      'unhealthy when',
      'verify',
      'feeds',
      'connects',
      'examples',
    ],
    required: ['is', 'takes', 'gives'],
  },
  pathway: {
    owner: 'a pathway',
    attributes: ['risk', 'provides'],
    sections: ['does', 'takes', 'types', 'steps', 'requires', 'verify', 'on failure', 'examples'],
    required: ['steps'],
  },
  topology: {
    owner: 'a topology',
    attributes: [],
    sections: ['does', 'takes', 'types', 'has', 'verify', 'on failure'],
    required: ['has'],
  },
};

export const exampleShape: Shape = {
  owner: 'an example',
  attributes: [],
  sections: ['given', 'takes', 'gives', 'then'],
  required: [],
};

/** Every name of a part that some kind of contract has. */
export const partNames: ReadonlySet<string> = new Set(
  Object.values(shapes).flatMap(({ attributes, sections }) => [...attributes, ...sections]),
);
