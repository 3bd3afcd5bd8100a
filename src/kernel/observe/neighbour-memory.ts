import type { Neighbour } from '../network.ts';

interface Remembered {
  readonly neighbour: Neighbour;
  /** Seconds since 1970. */
  readonly at: number;
}

/** Whoever was silent that long says nothing about a change (`check_neighbours`). */
const longestSeconds = 3_600;

/** The kernel calls a neighbour reachable for at least half of `base_reachable_time` after it was heard (neighbour(7)). */
const reachableSeconds = 15;

/**
 * Linux forgets all neighbours of a device that loses its carrier (`neigh_carrier_down`, net/core/neighbour.c;
 * `arp_evict_nocarrier` in ip-sysctl), so a bridge whose uplink moves knows nobody afterwards, and nobody is missed. This
 * remembers them for as long as a change is judged.
 */
export class NeighbourMemory {
  readonly #known = new Map<string, Remembered>();

  /** What the kernel shows now. @param now seconds since 1970 */
  note(neighbours: readonly Neighbour[], now: number): void {
    for (const [name, remembered] of this.#known) if (aged(remembered, now).length === 0) this.#known.delete(name);
    for (const neighbour of neighbours) {
      if (neighbour.mac !== null && neighbour.confirmed !== null)
        this.#known.set(key(neighbour), { neighbour, at: now });
    }
  }

  /**
   * What the kernel shows, and after it those it has forgotten since, as if it had not.
   * @param devices that exist: with a device its neighbours go for good
   */
  complete(neighbours: readonly Neighbour[], devices: ReadonlySet<string>, now: number): readonly Neighbour[] {
    const shown = new Set(neighbours.map(key));
    const forgotten = [...this.#known].flatMap(([name, remembered]) =>
      shown.has(name) || !devices.has(remembered.neighbour.device) ? [] : aged(remembered, now),
    );
    return [...neighbours, ...forgotten];
  }
}

function key({ device, address }: Neighbour): string {
  return `${device} ${address}`;
}

function aged({ neighbour, at }: Remembered, now: number): readonly Neighbour[] {
  const { state } = neighbour;
  const confirmed = (neighbour.confirmed ?? 0) + Math.max(0, now - at);
  if (state === 'permanent' || state === 'noarp' || confirmed > longestSeconds) return [];
  return [{ ...neighbour, state: confirmed <= reachableSeconds ? 'reachable' : 'stale', confirmed }];
}
