import type { HostLink } from './host-state.ts';
import { readLink } from './read-links.ts';
import { linkForm, RowMemory } from './row-memory.ts';
import type { LinkRow } from './schema.ts';

/** What rows of `ip -json -details address show` came to mean: the same row gives the very same link. */
export class LinkMemory extends RowMemory<LinkRow> {
  readonly #links = new WeakMap<LinkRow, HostLink>();

  constructor() {
    super(linkForm);
  }

  link(row: LinkRow, macSet: ReadonlySet<string>): HostLink {
    const known = this.#links.get(row);
    if (known?.macSet === macSet.has(row.ifname)) return known;
    const link = readLink(row, macSet);
    this.#links.set(row, link);
    return link;
  }
}
