/**
 * One statement of a TOML document and the lines it covers. Only for text that has been parsed before: this finds where
 * things stand, it does not judge them.
 */
export interface TomlStatement {
  readonly kind: 'table' | 'pair' | 'other';
  /** The keys of a table header or on the left of a pair; empty for blank lines, comments and arrays of tables. */
  readonly path: readonly string[];
  /** First line, zero-based. */
  readonly start: number;
  /** The line after the last. */
  readonly end: number;
}

export function tomlStatements(lines: readonly string[]): readonly TomlStatement[] {
  const statements: TomlStatement[] = [];
  for (let start = 0; start < lines.length;) {
    const { kind, path } = classify(lines[start] ?? '');
    const end = kind === 'pair' ? endOfPair(lines, start) : start + 1;
    statements.push({ kind, path, start, end });
    start = end;
  }
  return statements;
}

function classify(line: string): Pick<TomlStatement, 'kind' | 'path'> {
  const text = line.trim();
  if (text === '' || text.startsWith('#')) return { kind: 'other', path: [] };
  // An array of tables begins a table like any other, but none of ours.
  if (text.startsWith('[[')) return { kind: 'table', path: [] };
  if (text.startsWith('[')) return { kind: 'table', path: keys(text.slice(1)) };
  return { kind: 'pair', path: keys(text) };
}

/** A dotted key at the start of the text: bare, "basic" or 'literal' parts. */
function keys(text: string): readonly string[] {
  const parts: string[] = [];
  const pattern = /\s*(?:([A-Za-z0-9_-]+)|"((?:[^"\\]|\\.)*)"|'([^']*)')\s*(\.?)/y;
  for (;;) {
    const match = pattern.exec(text);
    if (match === null) return parts;
    const [, bare, basic, literal, dot] = match;
    parts.push(bare ?? basic ?? literal ?? '');
    if (dot === '') return parts;
  }
}

type Quote = '"""' | "'''";

/** A value ends with its line unless a bracket, a brace or a multi-line string is open. */
function endOfPair(lines: readonly string[], start: number): number {
  let depth = 0;
  let open: Quote | undefined;
  for (let i = start; i < lines.length; i += 1) {
    ({ depth, open } = scanLine(lines[i] ?? '', depth, open));
    if (depth === 0 && open === undefined) return i + 1;
  }
  return lines.length;
}

const tokens = /"""|'''|"(?:[^"\\]|\\.)*"|'[^']*'|[[\]{}]|#.*/g;

function scanLine(
  line: string,
  depthBefore: number,
  openBefore: Quote | undefined,
): { depth: number; open: Quote | undefined } {
  let depth = depthBefore;
  let at = openBefore === undefined ? 0 : endOfString(line, 0, openBefore);
  while (at >= 0) {
    tokens.lastIndex = at;
    const match = tokens.exec(line);
    if (match === null) return { depth, open: undefined };
    const [token] = match;
    at = tokens.lastIndex;
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    else if (token === '"""' || token === "'''") {
      at = endOfString(line, at, token);
      if (at < 0) return { depth, open: token };
    }
  }
  return { depth, open: openBefore };
}

/** Where a multi-line string ends in this line, -1 when it goes on. Up to two quotes may stand before the closing ones. */
function endOfString(line: string, from: number, quote: Quote): number {
  const pattern = quote === '"""' ? /(?:[^"\\]|\\.|\\$|"{1,2}(?!"))*"{3,5}/y : /(?:[^']|'{1,2}(?!'))*'{3,5}/y;
  pattern.lastIndex = from;
  return pattern.test(line) ? pattern.lastIndex : -1;
}
