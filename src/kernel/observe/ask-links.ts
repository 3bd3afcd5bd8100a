import { outputOf, readRows, wholeAnswer, type Reading } from './ask-host.ts';
import type { HostLink } from './host-state.ts';
import type { HostTools, ToolResult } from './host-tools.ts';
import { readLink } from './read-links.ts';
import { addressesSet, bondMembers } from './read-sysfs.ts';
import { areShellWords } from './running-shell.ts';
import { linkRows, type LinkRow } from './schema.ts';

/** One link by its name, or those that have it as their master. */
export interface LinkPart {
  readonly of: 'dev' | 'master';
  readonly name: string;
}

/** Sorted by index. @throws Refusal EUNAVAILABLE, ETIMEDOUT */
export async function askAllLinks(tools: HostTools): Promise<readonly HostLink[]> {
  const shown = `ip ${question.join(' ')}`;
  const text = outputOf(shown, await wholeAnswer(tools, 'ip', question));
  return linksOf(tools, readRows(shown, text, reading(tools, true)));
}

/**
 * Asks about parts, by one call where that can be. @returns for each the links that belong to it, sorted by index; of what
 * does not exist none
 * @throws Refusal EUNAVAILABLE, ETIMEDOUT
 */
export async function askParts(
  tools: HostTools,
  parts: readonly LinkPart[],
): Promise<readonly (readonly HostLink[])[]> {
  const together = canAskTogether(parts) ? await askTogether(tools, parts) : undefined;
  if (together === undefined) return Promise.all(parts.map((part) => askPart(tools, part)));
  return parts.map((part) => together.filter((link) => belongs(link, part)));
}

const options = ['-json', '-details'];
const listing = ['address', 'show'];
const question = [...options, ...listing];

/** A link answers to its alternative names as well; that is not what was asked. */
function belongs(link: HostLink, { of, name }: LinkPart): boolean {
  return (of === 'dev' ? link.name : link.master) === name;
}

/** The same of one part. */
export async function askPart(tools: HostTools, part: LinkPart): Promise<readonly HostLink[]> {
  const args = [...question, part.of, part.name];
  const shown = `ip ${args.join(' ')}`;
  const result = await wholeAnswer(tools, 'ip', args);
  if (isAbsence(result)) return [];
  const links = await linksOf(tools, readRows(shown, outputOf(shown, result), reading(tools, false)));
  return links.filter((link) => belongs(link, part));
}

function isAbsence({ status, stderr }: ToolResult): boolean {
  return status !== 0 && absence.test(stderr);
}

const absence = /does not exist|Cannot find device/i;

/** A master that is not there ends a batch: so it is the last line, and the only one. */
function canAskTogether(parts: readonly LinkPart[]): boolean {
  const masters = parts.filter(({ of }) => of === 'master').length;
  return parts.length > 1 && masters <= 1 && areShellWords(parts.map(({ name }) => name));
}

/** @returns undefined where the answer says anything else than links and what does not exist */
async function askTogether(tools: HostTools, parts: readonly LinkPart[]): Promise<readonly HostLink[] | undefined> {
  const args = [...options, '-force', '-batch', '-'];
  const lines = parts.toSorted((a, b) => Number(a.of === 'master') - Number(b.of === 'master'));
  const input = lines.map(({ of, name }) => `${[...listing, of, name].join(' ')}\n`).join('');
  const result = await wholeAnswer(tools, 'ip', args, { input });
  const complaints = result.stderr.split('\n').filter((line) => line !== '');
  if (!complaints.every((line) => absence.test(line) || /^Command failed -:\d+$/.test(line))) return undefined;
  if ((result.status === 0) !== (complaints.length === 0)) return undefined;
  const answers = result.stdout.split('\n').filter((line) => line !== '');
  const rows = answers.flatMap((text) => readRows(`ip ${args.join(' ')}`, text, reading(tools, false)));
  const byIndex = new Map(rows.map((row) => [row.ifindex, row]));
  return linksOf(tools, [...byIndex.values()]);
}

function reading(tools: HostTools, whole: boolean): Reading<LinkRow> {
  return { schema: linkRows, memory: tools.moment?.links, whole };
}

function linksOf({ moment }: HostTools, rows: readonly LinkRow[]): Promise<readonly HostLink[]> {
  const macSet = addressesSet(rows.filter(({ linkinfo }) => makesOwnAddress.has(linkinfo?.info_kind)));
  const links = rows
    .map((row) => moment?.links.link(row, macSet) ?? readLink(row, macSet))
    .sort((a, b) => a.index - b.index);
  return Promise.all(links.map(withMembers));
}

/** Devices whose address follows from others while nobody sets it: only of these it matters. */
const makesOwnAddress: ReadonlySet<string | undefined> = new Set(['bridge', 'bond', 'vlan']);

async function withMembers(link: HostLink): Promise<HostLink> {
  return link.bond === undefined ? link : { ...link, bond: { ...link.bond, members: await bondMembers(link.name) } };
}
