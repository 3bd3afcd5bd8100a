import { order } from '../mock/order.ts';
import { deviceNameFault } from '../names.ts';
import { askRows, outputOf, readRows, wholeAnswer } from './ask-host.ts';
import type { HostFdbEntry, HostLink, HostState } from './host-state.ts';
import type { HostTools, ToolResult } from './host-tools.ts';
import { observeNeighbours, observeRoutes } from './observe-paths.ts';
import { readLink } from './read-links.ts';
import { readFdbEntry } from './read-paths.ts';
import { addressesSet, bondMembers } from './read-sysfs.ts';
import { fdbRows, linkRows, type FdbRow, type LinkRow } from './schema.ts';

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
  return shared(tools, 'links', () => askLinks(tools, []));
}

/**
 * The links of these names, or at least them: from what was seen a moment ago, else asked for one by one, which costs less
 * than all of many.
 */
export async function observeNamed(tools: HostTools, names: readonly string[]): Promise<readonly HostLink[]> {
  const distinct = [...new Set(names)].filter((name) => deviceNameFault(name) === undefined);
  if (linksAtHand(tools) || tools.moment?.narrow(distinct.length) !== true) return observeLinks(tools);
  const found = await Promise.all(distinct.map((name) => shared(tools, `link ${name}`, () => askNamed(tools, name))));
  return found.flat().sort((a, b) => a.index - b.index);
}

/** Whether all links were seen a moment ago, or can't be kept for a moment. */
export function linksAtHand({ moment }: HostTools): boolean {
  return moment === undefined || moment.has('links') || moment.has('host');
}

/** A link answers to its alternative names as well; that is not what was asked. */
async function askNamed(tools: HostTools, name: string): Promise<readonly HostLink[]> {
  return (await askLinks(tools, ['dev', name])).filter((link) => link.name === name);
}

/** Ports of a bridge, by what was seen a moment ago or by a question about them alone. */
export async function observeUnder(tools: HostTools, master: string): Promise<readonly HostLink[]> {
  const narrow = !linksAtHand(tools) && deviceNameFault(master) === undefined && tools.moment?.narrow(1) === true;
  if (!narrow) return observeLinks(tools);
  return shared(tools, `under ${master}`, () => askLinks(tools, ['master', master]));
}

async function askLinks(tools: HostTools, which: readonly string[]): Promise<readonly HostLink[]> {
  const rows = await askLinkRows(tools, which);
  const macSet = addressesSet(rows.filter(({ linkinfo }) => makesOwnAddress.has(linkinfo?.info_kind)));
  const { moment } = tools;
  const links = rows
    .map((row) => moment?.links.link(row, macSet) ?? readLink(row, macSet))
    .sort((a, b) => a.index - b.index);
  return Promise.all(links.map(withMembers));
}

/** Devices whose address follows from others while nobody sets it: only of these it matters. */
const makesOwnAddress: ReadonlySet<string | undefined> = new Set(['bridge', 'bond', 'vlan']);

async function askLinkRows(tools: HostTools, which: readonly string[]): Promise<readonly LinkRow[]> {
  const args = ['-json', '-details', 'address', 'show', ...which];
  const result = await wholeAnswer(tools, 'ip', args);
  if (which.length > 0 && isAbsence(result)) return [];
  const shown = `ip ${args.join(' ')}`;
  const reading = { schema: linkRows, memory: tools.moment?.links, whole: which.length === 0 };
  return readRows(shown, outputOf(shown, result), reading);
}

function isAbsence({ status, stderr }: ToolResult): boolean {
  return status !== 0 && /does not exist|Cannot find device/i.test(stderr);
}

async function withMembers(link: HostLink): Promise<HostLink> {
  return link.bond === undefined ? link : { ...link, bond: { ...link.bond, members: await bondMembers(link.name) } };
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
