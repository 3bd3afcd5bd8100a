/** How a listing's text falls into rows. */
export interface RowForm {
  /** How a row may begin, behind its brace. Inside of strings quotes are escaped, so this can only be where one does. */
  readonly begins: readonly string[];
  /** What a row says; undefined where it says something else each time. */
  readonly keyOf: (text: string) => string | undefined;
}

/**
 * Rows of a listing that were read before, by their text: most links, routes and forwarding entries of a large host are the
 * same as at the last look, and the same text gives the very same value, which comparisons pass over.
 */
export class RowMemory<Row> {
  #known = new Map<string, Row>();
  readonly #form: RowForm;

  constructor(form: RowForm) {
    this.#form = form;
  }

  /**
   * @param text an array as `ip` prints it
   * @param read checks rows that are new; undefined when they can't be read, as is then the result
   * @param whole whether these are all there are: what is not among them is forgotten
   */
  rows(text: string, read: (json: unknown) => readonly Row[] | undefined, whole = true): readonly Row[] | undefined {
    const parts = split(text.trim(), this.#form.begins);
    if (parts === undefined) return undefined;
    const seen = whole ? new Map<string, Row>() : this.#known;
    const rows: Row[] = [];
    for (const part of parts) {
      const key = this.#form.keyOf(part);
      const row = (key === undefined ? undefined : this.#known.get(key)) ?? readOne(part, read);
      if (row === undefined) return undefined;
      if (key !== undefined) seen.set(key, row);
      rows.push(row);
    }
    this.#known = seen;
    return rows;
  }
}

const between = '},{';

/** The rows' texts; undefined where the text is no array of such rows. */
function split(text: string, begins: RowForm['begins']): readonly string[] | undefined {
  const isBegin = (at: number): boolean => begins.some((begin) => text.startsWith(begin, at));
  if (!text.startsWith('[{') || !isBegin(2) || !text.endsWith('}]')) return undefined;
  const parts: string[] = [];
  let from = 1;
  for (let at = text.indexOf(between); at !== -1; at = text.indexOf(between, at + 1)) {
    if (!isBegin(at + between.length)) continue;
    parts.push(text.slice(from, at + 1));
    from = at + 2;
  }
  return [...parts, text.slice(from, -1)];
}

function readOne<Row>(text: string, read: (json: unknown) => readonly Row[] | undefined): Row | undefined {
  try {
    const rows = read([JSON.parse(text)]);
    return rows?.length === 1 ? rows[0] : undefined;
  } catch {
    return undefined;
  }
}

/** Rows of `ip -json -details address show`. The timers run while nothing happens, and sg does not read them. */
export const linkForm: RowForm = {
  begins: ['"ifindex":'],
  keyOf: (text) => (text.includes('_timer"') ? text.replace(timers, '') : text),
};

/** Of a bridge, and for twice the forward delay of every port that joined one. */
const timers = /"(?:hello|tcn|topology_change|gc|hold|message_age|forward_delay)_timer": *[\d.]+,?/g;

/** Rows of `ip -json route show`: the type stands first where it is told. */
export const routeForm: RowForm = { begins: ['"type":', '"dst":'], keyOf: (text) => text };

/** Rows of `bridge -json -statistics fdb show`, without the ages of an entry that does not age. */
export const fdbForm: RowForm = {
  begins: ['"mac":'],
  keyOf: (text) => (/"state":"(?:permanent|static)"/.test(text) ? text.replace(ages, '') : undefined),
};

const ages = /"(?:used|updated)":\d+,?/g;
