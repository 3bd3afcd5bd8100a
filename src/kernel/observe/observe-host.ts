import { order } from '../mock/order.ts';
import { deviceNameFault } from '../names.ts';
import { askRows } from './ask-host.ts';
import { askAllLinks, askPart, askParts, type LinkPart } from './ask-links.ts';
import type { HostFdbEntry, HostLink, HostState } from './host-state.ts';
import type { HostTools } from './host-tools.ts';
import type { Moment } from './moment.ts';
import { observeNeighbours, observeRoutes } from './observe-paths.ts';
import { readFdbEntry } from './read-paths.ts';
import { fdbRows, type FdbRow } from './schema.ts';

/** Reads everything. @throws Refusal EUNAVAILABLE, ETIMEDOUT */
export function observeHost(tools: HostTools): Promise<HostState> {
  return shared(tools, 'host', async () => {
    const rows = askFdb(tools);
    // Where there is no bridge, nobody asks what came of it.
    rows.catch(() => undefined);
    const [links, routes, neighbours] = await Promise.all([
      observeLinks(tools),
      observeRoutes(tools),
      observeNeighbours(tools),
    ]);
    return { links, routes, fdb: await observeFdb(tools, links, rows), neighbours };
  });
}

/** What was seen a moment ago, where these tools share looks. */
function shared<T>({ moment }: HostTools, name: string, take: () => Promise<T>): Promise<T> {
  return moment === undefined ? take() : moment.look(name, take);
}

/** Sorted by index, which is the order they came to be. */
export async function observeLinks(tools: HostTools): Promise<readonly HostLink[]> {
  // They are part of that, and it lasts longer.
  if (tools.moment?.has('host') === true) return (await observeHost(tools)).links;
  return shared(tools, 'links', () => askAllLinks(tools));
}

/**
 * The links of these names, or at least them: from what was seen a moment ago, else by a question about them alone, which
 * costs less than all of many.
 */
export function observeNamed(tools: HostTools, names: readonly string[]): Promise<readonly HostLink[]> {
  return observeParts(
    tools,
    names.map((name) => ({ of: 'dev', name })),
  );
}

/** A bridge and its ports, or at least them. */
export function observeFamily(tools: HostTools, bridge: string): Promise<readonly HostLink[]> {
  return observeParts(tools, [
    { of: 'dev', name: bridge },
    { of: 'master', name: bridge },
  ]);
}

async function observeParts(tools: HostTools, asked: readonly LinkPart[]): Promise<readonly HostLink[]> {
  const byKey = new Map(asked.map((part) => [`${part.of} ${part.name}`, part]));
  const parts = [...byKey].filter(([, { name }]) => deviceNameFault(name) === undefined);
  const { moment } = tools;
  if (moment === undefined || linksAtHand(moment) || !moment.narrow(parts.length)) return observeLinks(tools);
  const fresh = parts.filter(([key]) => !moment.has(key));
  const answer = askParts(
    tools,
    fresh.map(([, part]) => part),
  );
  for (const [at, [key]] of fresh.entries()) void moment.look(key, async () => (await answer)[at] ?? []);
  const found = await Promise.all(parts.map(([key, part]) => moment.look(key, () => askPart(tools, part))));
  return found.flat().sort((a, b) => a.index - b.index);
}

/** Whether all links were seen a moment ago. */
function linksAtHand(moment: Moment): boolean {
  return moment.has('links') || moment.has('host');
}

/** The forwarding databases of all bridges, sorted by bridge, MAC, then port. */
export async function observeFdb(
  tools: HostTools,
  links: readonly HostLink[],
  asked?: Promise<readonly FdbRow[]>,
): Promise<readonly HostFdbEntry[]> {
  return fdbOf(links, links.some(({ kind }) => kind === 'bridge') ? await (asked ?? askFdb(tools)) : []);
}

function askFdb(tools: HostTools): Promise<readonly FdbRow[]> {
  return shared(tools, 'fdb', () =>
    askRows(tools, 'bridge', ['-json', '-statistics', 'fdb', 'show'], { schema: fdbRows, memory: tools.moment?.fdb }),
  );
}

function fdbOf(links: readonly HostLink[], rows: readonly FdbRow[]): readonly HostFdbEntry[] {
  const filtering = new Set(links.flatMap(({ name, bridge }) => (bridge?.vlanFiltering === 1 ? [name] : [])));
  return rows
    .flatMap((row) => knownEntry(row, filtering))
    .sort((a, b) => order(a.bridge, b.bridge) || order(a.mac, b.mac) || order(a.port, b.port));
}

/** The same row gives the very same entry, as long as its bridge filters VLANs or does not. */
const knownEntries = new WeakMap<FdbRow, { readonly filtering: boolean; readonly entries: readonly HostFdbEntry[] }>();

function knownEntry(row: FdbRow, bridges: ReadonlySet<string>): readonly HostFdbEntry[] {
  const filtering = row.master !== undefined && bridges.has(row.master);
  const known = knownEntries.get(row);
  if (known?.filtering === filtering) return known.entries;
  const entries = readFdbEntry(row, bridges);
  knownEntries.set(row, { filtering, entries });
  return entries;
}
