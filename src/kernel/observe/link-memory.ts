import type { HostLink } from './host-state.ts';
import { readLink } from './read-links.ts';
import type { LinkRow } from './schema.ts';

/**
 * What rows of `ip -json -details address show` came to mean, by their text: most links of a large host say the same as when
 * they were last looked at, and the same text gives the very same value, which comparisons pass over.
 */
export class LinkMemory {
  #rows = new Map<string, LinkRow>();
  readonly #links = new WeakMap<LinkRow, HostLink>();

  /** @param read checks rows that are new; undefined when they can't be read, as is then the result */
  rows(text: string, read: (json: unknown) => readonly LinkRow[] | undefined): readonly LinkRow[] | undefined {
    const parts = split(text);
    if (parts === undefined) return undefined;
    const rows: LinkRow[] = [];
    const seen = new Map<string, LinkRow>();
    for (const part of parts) {
      const key = part.replace(timers, '');
      const row = this.#rows.get(key) ?? readOne(part, read);
      if (row === undefined) return undefined;
      seen.set(key, row);
      rows.push(row);
    }
    // What is gone is forgotten.
    if (parts.length >= this.#rows.size / 2) this.#rows = seen;
    else for (const [key, row] of seen) this.#rows.set(key, row);
    return rows;
  }

  link(row: LinkRow, macSet: ReadonlySet<string>): HostLink {
    const known = this.#links.get(row);
    if (known?.macSet === macSet.has(row.ifname)) return known;
    const link = readLink(row, macSet);
    this.#links.set(row, link);
    return link;
  }
}

/** Run while nothing happens; sg does not read them. */
const timers = /"(?:hello|tcn|topology_change|gc)_timer": *[\d.]+,?/g;

const rowStart = ',{"ifindex":';

/** Inside of strings quotes are escaped, so this can only be where a row begins. */
function split(text: string): readonly string[] | undefined {
  const trimmed = text.trim();
  if (!trimmed.startsWith('[{"ifindex":') || !trimmed.endsWith('}]')) return undefined;
  return trimmed
    .slice(1, -1)
    .split(rowStart)
    .map((part, at) => (at === 0 ? part : `${rowStart.slice(1)}${part}`));
}

function readOne(text: string, read: (json: unknown) => readonly LinkRow[] | undefined): LinkRow | undefined {
  try {
    const rows = read([JSON.parse(text)]);
    return rows?.length === 1 ? rows[0] : undefined;
  } catch {
    return undefined;
  }
}
