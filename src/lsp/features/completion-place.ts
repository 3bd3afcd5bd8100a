import { exampleShape, shapes, type ContractKind } from '../../contract/syntax/shape.ts';

/** Where in a contract the cursor stands, found from indentation alone: the line itself is being typed. */
export interface CompletionPlace {
  /** Undefined before there is a header. */
  readonly kind: ContractKind | undefined;
  readonly contract: string;
  /** The section around, and within `examples:` the part of the example as well. */
  readonly section: string | undefined;
  readonly part: string | undefined;
  /** Lines around, innermost first, less indented each, up to the section's heading. */
  readonly around: readonly string[];
  /** The line up to the cursor, without its indentation. */
  readonly typed: string;
  readonly indent: number;
}

/** @param before the text up to the cursor */
export function completionPlace(before: string): CompletionPlace {
  const lines = before.split('\n');
  const typed = lines.at(-1) ?? '';
  const indent = indentOf(typed);
  const outer = enclosing(lines.slice(0, -1), indent);
  const header = /^(gene|pathway|topology)\s+([a-z][a-z0-9_]*)/.exec(outer.at(-1) ?? '');
  const kind = header?.[1] as ContractKind | undefined;
  const inside = header === null ? outer : outer.slice(0, -1);
  const heading = inside.at(-1);
  const section = headingOf(heading, kind === undefined ? [] : shapes[kind].sections);
  return {
    kind,
    contract: header?.[2] ?? '',
    section,
    part: section === 'examples' ? headingOf(inside.at(-3), exampleShape.sections) : undefined,
    around: inside.slice(0, -1),
    typed: typed.trimStart(),
    indent,
  };
}

/** The lines that a line with this indentation stands below. */
function enclosing(lines: readonly string[], indent: number): readonly string[] {
  const found: string[] = [];
  let inner = indent;
  for (const line of lines.toReversed()) {
    const own = indentOf(line);
    if (line.trim() === '' || own >= inner) continue;
    found.push(line.trim());
    inner = own;
    if (own === 0) break;
  }
  return found;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function headingOf(line: string | undefined, sections: readonly string[]): string | undefined {
  const name = line?.replace(/:.*$/, '').trim();
  return name !== undefined && sections.includes(name) ? name : undefined;
}
