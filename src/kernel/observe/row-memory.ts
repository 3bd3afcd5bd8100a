/** How a listing's text falls into rows. */
export interface RowForm {
  /** How each row begins. Inside of strings quotes are escaped, so this can only be where one does. */
  readonly begins: RegExp;
  /** What a row says; undefined where it says something else each time. */
  readonly keyOf: (text: string) => string | undefined;
}

/**
 * Rows of a listing that were read before, by their text: most links, routes and forwarding entries of a large host are the
 * same as at the last look, and the same text gives the very same value, which comparisons pass over.
 */
export class RowMemory<Row> {
  #known = new Map<string, Row>();
  readonly #keyOf: RowForm['keyOf'];
  readonly #between: RegExp;
  readonly #first: RegExp;

  constructor({ begins, keyOf }: RowForm) {
    this.#keyOf = keyOf;
    this.#between = new RegExp(`(?<=\\}),(?=${begins.source})`);
    this.#first = new RegExp(`^\\[${begins.source}`);
  }

  /**
   * @param text an array as `ip` prints it
   * @param read checks rows that are new; undefined when they can't be read, as is then the result
   * @param whole whether these are all there are: what is not among them is forgotten
   */
  rows(text: string, read: (json: unknown) => readonly Row[] | undefined, whole = true): readonly Row[] | undefined {
    const trimmed = text.trim();
    if (!this.#first.test(trimmed) || !trimmed.endsWith('}]')) return undefined;
    const seen = whole ? new Map<string, Row>() : this.#known;
    const rows: Row[] = [];
    for (const part of trimmed.slice(1, -1).split(this.#between)) {
      const key = this.#keyOf(part);
      const row = (key === undefined ? undefined : this.#known.get(key)) ?? readOne(part, read);
      if (row === undefined) return undefined;
      if (key !== undefined) seen.set(key, row);
      rows.push(row);
    }
    this.#known = seen;
    return rows;
  }
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
  begins: /\{"ifindex":/,
  keyOf: (text) => text.replace(timers, ''),
};

const timers = /"(?:hello|tcn|topology_change|gc)_timer": *[\d.]+,?/g;

/** Rows of `ip -json route show`: the type stands first where it is told. */
export const routeForm: RowForm = { begins: /\{"(?:type|dst)":/, keyOf: (text) => text };

/** Rows of `bridge -json -statistics fdb show`, without the ages of an entry that does not age. */
export const fdbForm: RowForm = {
  begins: /\{"mac":/,
  keyOf: (text) => (/"state":"(?:permanent|static)"/.test(text) ? text.replace(ages, '') : undefined),
};

const ages = /"(?:used|updated)":\d+,?/g;
