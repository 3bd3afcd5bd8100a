import type { Contract, Position, Span } from './ast.ts';

/**
 * A contract's tree as text that reads back fast: places, which are two thirds of it, are numbers of one row, six a span, and
 * a node names the first of its six. Members that are undefined stay so.
 */
export function packContract(contract: Contract): string {
  const places: number[] = [];
  const tree = JSON.stringify(contract, (key, value: unknown) => {
    if (value === undefined) return absent;
    return key === 'span' ? placed(value as Span, places) : value;
  });
  return `[${tree},${JSON.stringify(places)}]`;
}

/** @param text of `packContract`, from a source as trusted as the program: nothing of it is looked into */
export function unpackContract(text: string): Contract {
  const [tree, places] = JSON.parse(text) as [Node, readonly number[]];
  restore(tree, places);
  return tree as unknown as Contract;
}

type Node = Record<string, unknown>;

/** No contract holds it: control characters are errors wherever they stand. */
const absent = '\0';

function placed({ start, end }: Span, places: number[]): number {
  return places.push(start.offset, start.line, start.column, end.offset, end.line, end.column) - 6;
}

function restore(node: Node, places: readonly number[]): void {
  for (const key in node) {
    const value = node[key];
    if (key === 'span') node[key] = spanAt(places, value as number);
    else if (value === absent) node[key] = undefined;
    else if (typeof value === 'object' && value !== null) restore(value as Node, places);
  }
}

function spanAt(places: readonly number[], at: number): Span {
  return { start: positionAt(places, at), end: positionAt(places, at + 3) };
}

function positionAt(places: readonly number[], at: number): Position {
  return { offset: places[at] ?? 0, line: places[at + 1] ?? 0, column: places[at + 2] ?? 0 };
}
