import { z } from 'zod';
import type { TreeReader } from '../git/tree-reader.ts';

/** What of a ledger stands in a `fitness/<host>` branch, and how much of the local files it covers. */
const coverSchema = z.strictObject({
  version: z.literal(1),
  /** Counts ledgers of this host: a new one begins where the local files were lost. */
  epoch: z.int().min(1).max(9999),
  /** Segments up to this number stand as one summary. */
  summary: z.int().min(0),
  segments: z.array(z.strictObject({ number: z.int().min(1), bytes: z.int().min(0) })).max(10_000),
});

export type PublishedCover = z.infer<typeof coverSchema>;

export const coverPath = 'cover.json';

export const nothingPublished: PublishedCover = { version: 1, epoch: 1, summary: 0, segments: [] };

/** `undefined` where there is none that can be read. */
export async function readCover(tree: TreeReader): Promise<PublishedCover | undefined> {
  const bytes = await tree.read(coverPath);
  if (bytes === undefined) return undefined;
  try {
    return coverSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data;
  } catch {
    return undefined;
  }
}

type PublishedKind = 'ledger' | 'summary';

/** The folder of a segment's or summary's parts: `0001/00000012.ledger`. */
export function publishedFolder(epoch: number, number: number, kind: PublishedKind): string {
  return `${epoch.toString().padStart(4, '0')}/${number.toString().padStart(8, '0')}.${kind}`;
}

/** Small enough for whoever reads files of a commit; a text that grows changes its last part only. */
const partBytes = 1024 * 1024;

/** More is no ledger of ours. */
const mostParts = 256;

/** A text as files of a folder: `0001`, `0002`, … */
export function partsOf(folder: string, text: string): ReadonlyMap<string, Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  const parts = new Map<string, Uint8Array>();
  for (let at = 0; at < bytes.length; at += partBytes) {
    parts.set(`${folder}/${(parts.size + 1).toString().padStart(4, '0')}`, bytes.subarray(at, at + partBytes));
  }
  return parts;
}

/** The files that hold the parts of a text, in order. */
export async function partPaths(tree: TreeReader, folder: string): Promise<readonly string[]> {
  const entries = await tree.list(folder);
  const names = entries.filter(({ kind, name }) => kind === 'file' && /^\d{4}$/.test(name)).map(({ name }) => name);
  return names
    .sort()
    .slice(0, mostParts)
    .map((name) => `${folder}/${name}`);
}

/** The text whose parts a folder holds; empty where there is none. */
export async function readParts(tree: TreeReader, folder: string): Promise<string> {
  const paths = await partPaths(tree, folder);
  const parts = await Promise.all(paths.map(async (path) => (await tree.read(path)) ?? new Uint8Array()));
  return Buffer.concat(parts).toString('utf8');
}

/** What of an epoch counts. */
export interface EpochFiles {
  /** Number of its summary; 0 where there is none. */
  readonly summary: number;
  /** Numbers of the segments that no summary covers, ascending. */
  readonly segments: readonly number[];
}

const entryName = /^(\d{8})\.(ledger|summary)$/;

/** Whoever finds both summary and segment believes the summary. */
export async function epochFiles(tree: TreeReader, epoch: number): Promise<EpochFiles> {
  const top = publishedFolder(epoch, 0, 'ledger').split('/', 1)[0] ?? '';
  const found = (await tree.list(top)).flatMap(({ name }) => {
    const [, digits, kind] = entryName.exec(name) ?? [];
    return digits === undefined ? [] : [{ number: Number.parseInt(digits, 10), kind }];
  });
  const numbers = (wanted: PublishedKind): readonly number[] =>
    found.filter(({ kind }) => kind === wanted).map(({ number }) => number);
  const summary = Math.max(0, ...numbers('summary'));
  return { summary, segments: numbers('ledger').filter((number) => number > summary) };
}
