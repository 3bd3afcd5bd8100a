/**
 * Rows of an answer that were read before, by what they say: most routes and forwarding entries of a large host are the same
 * as at the last look, and the same text gives the very same value, which comparisons pass over.
 */
export class RowMemory<Row> {
  #known = new Map<string, Row>();
  readonly #keyOf: (raw: unknown) => string | undefined;

  /** @param keyOf what a row says; undefined where it says something else each time */
  constructor(keyOf: (raw: unknown) => string | undefined) {
    this.#keyOf = keyOf;
  }

  /**
   * @param raw all rows of an answer; what is not among them is forgotten
   * @param read checks rows that are new and gives as many; what it throws, this throws
   */
  rows(raw: readonly unknown[], read: (fresh: readonly unknown[]) => readonly Row[]): readonly Row[] {
    const keyed = raw.map((row) => ({ row, key: this.#keyOf(row) }));
    const isFresh = (key: string | undefined): boolean => key === undefined || !this.#known.has(key);
    const fresh = read(keyed.flatMap(({ row, key }) => (isFresh(key) ? [row] : []))).values();
    const seen = new Map<string, Row>();
    const rows = keyed.flatMap(({ key }) => {
      const row = isFresh(key) ? fresh.next().value : this.#known.get(key ?? '');
      if (row === undefined) return [];
      if (key !== undefined) seen.set(key, row);
      return [row];
    });
    this.#known = seen;
    return rows;
  }
}

/** Every word of it. */
export function wholeRow(raw: unknown): string {
  return JSON.stringify(raw);
}

/** Without the ages of an entry that does not age. */
export function lastingEntry(raw: unknown): string | undefined {
  if (raw === null || typeof raw !== 'object') return undefined;
  const { mac, ifname, master, vlan, state, flags } = raw as Readonly<Record<string, unknown>>;
  if (state !== 'permanent' && state !== 'static') return undefined;
  return JSON.stringify([mac, ifname, master, vlan, state, flags].map((part) => part ?? null));
}
