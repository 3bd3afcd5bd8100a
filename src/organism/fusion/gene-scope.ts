/** An allele's source, taken apart so that it can stand inside a function; nothing else of its text is changed. */
export interface GeneScope {
  /** Types it imports: the module, the name there and the name here. */
  readonly types: readonly ImportedType[];
  /** Its text without the imports and `export default`. */
  readonly body: string;
  /** What the function gives back: the allele's execute. */
  readonly execute: string;
}

export interface ImportedType {
  readonly from: 'contract' | 'kernel';
  readonly name: string;
  readonly as: string;
}

export type ScopeReading =
  { readonly ok: true; readonly scope: GeneScope } | { readonly ok: false; readonly reason: string };

const importLine =
  /^import type \{([^{}'"`]*)\} from (?:'(?:\.\/(contract)|\.\.\/kernel)\.js'|"(?:\.\/(contract)|\.\.\/kernel)\.js");[ \t]*(?:\r?\n|$)/;
const nothing = /^(?:[ \t]*(?:\/\/[^\n]*)?\r?\n|[ \t]*\/\*(?:[^*]|\*(?!\/))*\*\/[ \t]*\r?\n)/;
const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Reads the forms an allele has: type imports at its head, one `export default` at the beginning of a line. Anything else
 * that only a module may say is a reason not to fuse.
 */
export function readGeneScope(source: string): ScopeReading {
  const head = readImports(source);
  if (typeof head === 'string') return { ok: false, reason: head };
  const { types, body } = head;
  const exports = [...body.matchAll(/^export default /gm)];
  if (exports.length !== 1)
    return { ok: false, reason: 'it has no single "export default" at the beginning of a line' };
  const at = exports[0]?.index ?? 0;
  const rest = body.slice(at + 'export default '.length);
  const before = body.slice(0, at);
  const declared = /^(?:async\s+)?function\s*\*?\s*([A-Za-z_$][\w$]*)?/.exec(rest);
  if (declared !== null && declared[1] === undefined)
    return { ok: false, reason: 'its execute is a function without a name' };
  const text = declared === null ? `${before}const sg$execute = ${rest}` : `${before}${rest}`;
  if (/^[ \t]*(?:import|export)\b/m.test(text))
    return { ok: false, reason: 'it imports or exports more than a gene does' };
  return { ok: true, scope: { types, body: text.trimEnd(), execute: declared?.[1] ?? 'sg$execute' } };
}

/** The imports at the head and the text with them taken out; a reason when one is of another form. */
function readImports(source: string): Pick<GeneScope, 'types' | 'body'> | string {
  const types: ImportedType[] = [];
  let kept = '';
  let rest = source;
  for (;;) {
    const skipped = nothing.exec(rest)?.[0];
    if (skipped !== undefined && !(skipped === '')) {
      kept += skipped;
      rest = rest.slice(skipped.length);
      continue;
    }
    const found = importLine.exec(rest);
    if (found === null) return { types, body: kept.replace(/^(?:[ \t]*\r?\n)+/, '') + rest };
    const [line, names = '', single, double] = found;
    const from = single === undefined && double === undefined ? 'kernel' : 'contract';
    for (const entry of names
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== '')) {
      const [name = '', as = name, more] = entry.split(/\s+as\s+/);
      if (more !== undefined || !identifier.test(name) || !identifier.test(as))
        return 'it imports types in a way that cannot be kept';
      types.push({ from, name, as });
    }
    rest = rest.slice(line.length);
  }
}
