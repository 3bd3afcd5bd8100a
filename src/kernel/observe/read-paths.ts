import { normaliseMac } from '../mac.ts';
import type { FdbEntry, Neighbour } from '../network.ts';
import type { HostFdbEntry, HostRoute, RouteHop } from './host-state.ts';
import type { FdbRow, NeighbourRow, RouteRow } from './schema.ts';

/** Routes of the `local` table mirror addresses and are the kernel's business. */
export function readRoute(row: RouteRow): readonly HostRoute[] {
  const table = String(row.table ?? 'main');
  if (table === 'local') return [];
  const hops = hopsOf(row);
  if (hops.length === 0) return [];
  return [
    {
      family: familyOf(row),
      type: row.type ?? 'unicast',
      destination: row.dst,
      table,
      protocol: String(row.protocol ?? 'boot'),
      scope: row.scope === undefined ? null : String(row.scope),
      source: row.prefsrc ?? null,
      metric: row.metric ?? null,
      hops,
    },
  ];
}

type HopRow = Pick<RouteRow, 'gateway' | 'via' | 'dev' | 'flags'> & { readonly weight?: number };

function hopsOf(row: RouteRow): readonly RouteHop[] {
  const rows: readonly HopRow[] = row.nexthops ?? [row];
  return rows.flatMap(({ gateway, via, dev, flags, weight }) => {
    if (dev === undefined) return [];
    const address = via?.host ?? gateway ?? null;
    const viaFamily = via === undefined ? null : via.family === 'inet6' ? ('inet6' as const) : ('inet' as const);
    return [
      { via: address, viaFamily, device: dev, weight: weight ?? null, onlink: flags?.includes('onlink') ?? false },
    ];
  });
}

/** `default` alone does not tell: then the gateway does; IPv6 routes carry a preference and a metric at least. */
function familyOf(row: RouteRow): 'inet' | 'inet6' {
  const texts = [row.dst, row.via === undefined ? (row.gateway ?? row.nexthops?.[0]?.gateway ?? '') : ''];
  if (texts.some((text) => text.includes(':'))) return 'inet6';
  return row.dst === 'default' && row.gateway === undefined && row.pref !== undefined ? 'inet6' : 'inet';
}

const neighbourStates = new Set(['reachable', 'stale', 'delay', 'probe', 'failed', 'incomplete', 'permanent', 'noarp']);

export function readNeighbour(row: NeighbourRow): readonly Neighbour[] {
  const state = (row.state?.[0] ?? '').toLowerCase();
  if (row.dev === undefined || !neighbourStates.has(state)) return [];
  const mac = row.lladdr === undefined ? null : (normaliseMac(row.lladdr) ?? null);
  const confirmed = row.confirmed ?? null;
  return [{ address: row.dst, device: row.dev, mac, state: state as Neighbour['state'], confirmed }];
}

/**
 * A bridge's entries; the cards' own filters (`self`) are left out, and so are the copies for each VLAN that a bridge keeps
 * while it does not filter VLANs.
 */
export function readFdbEntry(row: FdbRow, filtering: ReadonlySet<string>): readonly HostFdbEntry[] {
  const { master, ifname } = row;
  const mac = normaliseMac(row.mac);
  if (master === undefined || ifname === undefined || mac === undefined) return [];
  if (row.vlan !== undefined && !filtering.has(master)) return [];
  const origin = originOf(row);
  const age = origin === 'learned' ? (row.updated ?? 0) : null;
  return [{ bridge: master, mac, port: ifname, vlan: row.vlan ?? null, origin, age }];
}

function originOf(row: FdbRow): FdbEntry['origin'] {
  return row.state === 'permanent' || row.state === 'static' ? row.state : 'learned';
}
