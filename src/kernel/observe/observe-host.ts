import type { z } from 'zod';
import { order } from '../mock/order.ts';
import { addressesSet, bondMembers } from './read-sysfs.ts';
import type { HostTools } from './host-tools.ts';
import type { HostFdbEntry, HostLink, HostRoute, HostState } from './host-state.ts';
import { readLink } from './read-links.ts';
import { readFdbEntry, readNeighbour, readRoute } from './read-paths.ts';
import { fdbRows, linkRows, neighbourRows, routeRows } from './schema.ts';
import type { Neighbour } from '../network.ts';
import { Refusal } from '../refusal.ts';

/** Reads everything. @throws Refusal EUNAVAILABLE, ETIMEDOUT */
export async function observeHost(tools: HostTools): Promise<HostState> {
  const [links, routes, neighbours] = await Promise.all([
    observeLinks(tools),
    observeRoutes(tools),
    observeNeighbours(tools),
  ]);
  const fdb = links.some(({ kind }) => kind === 'bridge') ? await observeFdb(tools, links) : [];
  return { links, routes, fdb, neighbours };
}

/** Sorted by index, which is the order they came to be. */
export async function observeLinks(tools: HostTools): Promise<readonly HostLink[]> {
  const rows = await ask(tools, 'ip', ['-json', '-details', 'address', 'show'], linkRows);
  const softwareDevices = rows.filter(({ linkinfo }) => linkinfo?.info_kind !== undefined);
  const macSet = await addressesSet(softwareDevices);
  const links = rows.map((row) => readLink(row, macSet)).sort((a, b) => a.index - b.index);
  return Promise.all(links.map(withMembers));
}

async function withMembers(link: HostLink): Promise<HostLink> {
  return link.bond === undefined ? link : { ...link, bond: { ...link.bond, members: await bondMembers(link.name) } };
}

/** Without those of the `local` table. */
export async function observeRoutes(tools: HostTools): Promise<readonly HostRoute[]> {
  return (await ask(tools, 'ip', ['-json', 'route', 'show', 'table', 'all'], routeRows)).flatMap(readRoute);
}

export async function observeNeighbours(tools: HostTools): Promise<readonly Neighbour[]> {
  const rows = await ask(tools, 'ip', ['-json', '-statistics', 'neighbour', 'show'], neighbourRows);
  return rows.flatMap(readNeighbour).sort((a, b) => order(a.device, b.device) || order(a.address, b.address));
}

/** The forwarding databases of all bridges, sorted by bridge, MAC, then port. */
export async function observeFdb(tools: HostTools, links: readonly HostLink[]): Promise<readonly HostFdbEntry[]> {
  const rows = await ask(tools, 'bridge', ['-json', '-statistics', 'fdb', 'show'], fdbRows);
  const filtering = new Set(links.flatMap(({ name, bridge }) => (bridge?.vlanFiltering === 1 ? [name] : [])));
  return rows
    .flatMap((row) => readFdbEntry(row, filtering))
    .sort((a, b) => order(a.bridge, b.bridge) || order(a.mac, b.mac) || order(a.port, b.port));
}

async function ask<Schema extends z.ZodType>(
  tools: HostTools,
  program: string,
  args: readonly string[],
  schema: Schema,
): Promise<z.output<Schema>> {
  const { status, stdout, stderr } = await tools.run(program, args);
  const shown = `${program} ${args.join(' ')}`;
  if (status !== 0) throw new Refusal('EUNAVAILABLE', `${shown} failed: ${stderr.trim().slice(0, 500)}`);
  const parsed = schema.safeParse(parseJson(stdout));
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
