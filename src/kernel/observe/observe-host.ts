import type { z } from 'zod';
import { order } from '../mock/order.ts';
import { addressesSet, bondMembers } from './read-sysfs.ts';
import type { HostTools, ToolResult } from './host-tools.ts';
import type { HostFdbEntry, HostLink, HostRoute, HostState } from './host-state.ts';
import { readLink } from './read-links.ts';
import type { RowMemory } from './row-memory.ts';
import { readFdbEntry, readNeighbour, readRoute } from './read-paths.ts';
import { fdbRows, linkRows, neighbourRows, routeRows, type FdbRow, type LinkRow, type RouteRow } from './schema.ts';
import { deviceNameFault } from '../names.ts';
import type { Neighbour } from '../network.ts';
import { Refusal } from '../refusal.ts';

/** Reads everything. @throws Refusal EUNAVAILABLE, ETIMEDOUT */
export function observeHost(tools: HostTools): Promise<HostState> {
  return shared(tools, 'host', async () => {
    const [links, routes, neighbours] = await Promise.all([
      observeLinks(tools),
      observeRoutes(tools),
      observeNeighbours(tools),
    ]);
    return { links, routes, fdb: await observeFdb(tools, links), neighbours };
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
  const rows = await askRows(tools, which);
  const macSet = addressesSet(rows.filter(({ linkinfo }) => makesOwnAddress.has(linkinfo?.info_kind)));
  const { moment } = tools;
  const links = rows
    .map((row) => moment?.links.link(row, macSet) ?? readLink(row, macSet))
    .sort((a, b) => a.index - b.index);
  return Promise.all(links.map(withMembers));
}

/** Devices whose address follows from others while nobody sets it: only of these it matters. */
const makesOwnAddress: ReadonlySet<string | undefined> = new Set(['bridge', 'bond', 'vlan']);

async function askRows(tools: HostTools, which: readonly string[]): Promise<readonly LinkRow[]> {
  const args = ['-json', '-details', 'address', 'show', ...which];
  const result = await wholeAnswer(tools, 'ip', args);
  if (which.length > 0 && isAbsence(result)) return [];
  const { links } = (result.status === 0 ? tools.moment : undefined) ?? {};
  const known = links?.rows(result.stdout, (json) => linkRows.safeParse(json).data);
  if (known !== undefined) return known;
  const shown = `ip ${args.join(' ')}`;
  return readRows(shown, parsedAnswer(shown, result), linkRows);
}

function isAbsence({ status, stderr }: ToolResult): boolean {
  return status !== 0 && /does not exist|Cannot find device/i.test(stderr);
}

async function withMembers(link: HostLink): Promise<HostLink> {
  return link.bond === undefined ? link : { ...link, bond: { ...link.bond, members: await bondMembers(link.name) } };
}

/** Without those of the `local` table. */
export function observeRoutes(tools: HostTools): Promise<readonly HostRoute[]> {
  return shared(tools, 'routes', async () => {
    const args = ['-json', 'route', 'show', 'table', 'all'];
    return (await ask(tools, 'ip', args, routeRows, tools.moment?.routes)).flatMap(knownRoute);
  });
}

/** The same row gives the very same routes. */
const knownRoutes = new WeakMap<RouteRow, readonly HostRoute[]>();

function knownRoute(row: RouteRow): readonly HostRoute[] {
  const routes = knownRoutes.get(row) ?? readRoute(row);
  knownRoutes.set(row, routes);
  return routes;
}

export function observeNeighbours(tools: HostTools): Promise<readonly Neighbour[]> {
  return shared(tools, 'neighbours', async () => {
    const rows = await ask(tools, 'ip', ['-json', '-statistics', 'neighbour', 'show'], neighbourRows);
    return rows.flatMap(readNeighbour).sort((a, b) => order(a.device, b.device) || order(a.address, b.address));
  });
}

/** The forwarding databases of all bridges, sorted by bridge, MAC, then port. */
export async function observeFdb(tools: HostTools, links: readonly HostLink[]): Promise<readonly HostFdbEntry[]> {
  return fdbOf(links, links.some(({ kind }) => kind === 'bridge') ? await askFdb(tools) : []);
}

function askFdb(tools: HostTools): Promise<readonly FdbRow[]> {
  return shared(tools, 'fdb', () =>
    ask(tools, 'bridge', ['-json', '-statistics', 'fdb', 'show'], fdbRows, tools.moment?.fdb),
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

/** @param memory of rows that were read before */
async function ask<Row>(
  tools: HostTools,
  program: string,
  args: readonly string[],
  schema: z.ZodType<Row[]>,
  memory?: RowMemory<Row>,
): Promise<readonly Row[]> {
  const shown = `${program} ${args.join(' ')}`;
  const json = parsedAnswer(shown, await wholeAnswer(tools, program, args));
  if (memory === undefined || !Array.isArray(json)) return readRows(shown, json, schema);
  return memory.rows(json, (fresh) => readRows(shown, fresh, schema));
}

/** How often a listing is asked for that something changes meanwhile. */
const patience = 4;

/** A listing whose parts are of one moment: the kernel tells `ip` when they are not (NLM_F_DUMP_INTR), and `ip` says so. */
async function wholeAnswer(tools: HostTools, program: string, args: readonly string[]): Promise<ToolResult> {
  let result = await tools.run(program, args);
  for (let count = 1; count < patience && result.stderr.includes('Dump was interrupted'); count += 1)
    result = await tools.run(program, args);
  return result;
}

function parsedAnswer(shown: string, { status, stdout, stderr }: ToolResult): unknown {
  if (status !== 0) throw new Refusal('EUNAVAILABLE', `${shown} failed: ${stderr.trim().slice(0, 500)}`);
  return parseJson(stdout);
}

function readRows<Row>(shown: string, json: unknown, schema: z.ZodType<Row[]>): readonly Row[] {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.join('.') ?? '';
  throw new Refusal('EUNAVAILABLE', `${shown} printed what can't be read, at ${where}: ${issue?.message ?? 'invalid'}`);
}

/** With nothing to show, some versions print nothing at all. */
function parseJson(text: string): unknown {
  if (text.trim() === '') return [];
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
