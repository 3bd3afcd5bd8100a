import { createHash } from 'node:crypto';
import { EnvironmentError } from '../errors/environment-error.ts';

/**
 * The staging area (gitformat-index(5)). isomorphic-git has a reader and writer of its own, but takes no `index.lock` and
 * writes in place, so a `git add` at the same moment would be lost.
 */
export interface IndexEntry {
  /** UTF-8 bytes as latin1 characters, so that any path survives and strings sort in git's order. */
  readonly key: string;
  /** 0, or 1 to 3 in an unfinished merge. */
  readonly stage: number;
  readonly mode: number;
  readonly oid: string;
  /** The entry up to its path: stat data, mode, oid and flags, as on disk in versions 2 and 3. */
  readonly head: Buffer;
}

export function indexKey(path: string): string {
  return Buffer.from(path, 'utf8').toString('latin1');
}

const signature = 'DIRC';
const statBytes = 40;
const oidBytes = 20;
const flagsAt = statBytes + oidBytes;
const extendedFlag = 0x4000;
const hashBytes = 20;

/**
 * Entries of an index of version 2, 3 or 4. Extensions are caches git rebuilds, and are left out.
 * @throws EnvironmentError `unsupported-index`
 */
export function parseIndex(bytes: Buffer): readonly IndexEntry[] {
  const version = checkHead(bytes);
  const entries: IndexEntry[] = [];
  let at = 12;
  let previous = '';
  for (let left = bytes.readUInt32BE(8); left > 0; left -= 1) {
    const read = version === 4 ? compressedEntry(bytes, at, previous) : plainEntry(bytes, at);
    entries.push(read.entry);
    previous = read.entry.key;
    at = read.next;
  }
  checkExtensions(bytes, at);
  return entries;
}

/**
 * Whether an index lists a path or something below it, in whatever case of letters: a file system may not tell them apart.
 * Reads no further than to where the path would stand.
 * @throws EnvironmentError `unsupported-index`
 */
export function indexLists(bytes: Buffer, path: string): boolean {
  const version = checkHead(bytes);
  const read = version === 4 ? compressedEntry : plainEntry;
  const wanted = indexKey(path).toLowerCase();
  const behind = `${wanted}0`;
  let at = 12;
  let previous = '';
  for (let left = bytes.readUInt32BE(8); left > 0; left -= 1) {
    const { entry, next } = read(bytes, at, previous);
    const key = entry.key.toLowerCase();
    if (key === wanted || key.startsWith(`${wanted}/`)) return true;
    // Upper-case letters sort before lower-case ones, so that all spellings stand before this.
    if (entry.key >= behind) return false;
    [at, previous] = [next, entry.key];
  }
  return false;
}

interface ReadEntry {
  readonly entry: IndexEntry;
  /** Where the next one begins. */
  readonly next: number;
}

/** Versions 2 and 3: the path ends with 1 to 8 zeros, so that entries are multiples of eight bytes. */
function plainEntry(bytes: Buffer, at: number): ReadEntry {
  const head = entryHead(bytes, at);
  const start = at + head.length;
  const end = pathEnd(bytes, start);
  const entry = entryOf(head, bytes.toString('latin1', start, end));
  return { entry, next: at + paddedLength(head.length + end - start) };
}

/** Version 4: how many bytes to drop from the path before, then what to add, and one zero. */
function compressedEntry(bytes: Buffer, at: number, previous: string): ReadEntry {
  const head = entryHead(bytes, at);
  let start = at + head.length;
  let byte = bytes.readUInt8(start++);
  let drop = byte & 0x7f;
  while ((byte & 0x80) !== 0 && start < bytes.length) {
    byte = bytes.readUInt8(start++);
    drop = ((drop + 1) << 7) | (byte & 0x7f);
  }
  if (drop < 0 || drop > previous.length) throw unsupported('is damaged: a path is shorter than what it drops');
  const end = pathEnd(bytes, start);
  const key = previous.slice(0, previous.length - drop) + bytes.toString('latin1', start, end);
  return { entry: entryOf(head, key), next: end + 1 };
}

/** The zero that ends a path, before the checksum begins. */
function pathEnd(bytes: Buffer, start: number): number {
  const end = bytes.indexOf(0, start);
  if (end < 0 || end >= bytes.length - hashBytes) throw unsupported('is damaged: it ends in the middle of a path');
  return end;
}

function entryHead(bytes: Buffer, at: number): Buffer {
  if (at + flagsAt + 4 > bytes.length - hashBytes) throw unsupported('is damaged: it ends in the middle of an entry');
  const extended = (bytes.readUInt16BE(at + flagsAt) & extendedFlag) !== 0;
  return bytes.subarray(at, at + flagsAt + (extended ? 4 : 2));
}

function entryOf(head: Buffer, key: string): IndexEntry {
  return {
    key,
    stage: (head.readUInt16BE(flagsAt) >> 12) & 3,
    mode: head.readUInt32BE(24),
    oid: head.toString('hex', statBytes, flagsAt),
    head,
  };
}

/** An index of version 2, or 3 when an entry needs it. Entries are put in git's order. */
export function formatIndex(entries: readonly IndexEntry[]): Buffer {
  const sorted = [...entries].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.stage - b.stage));
  const header = Buffer.alloc(12);
  header.write(signature, 'latin1');
  header.writeUInt32BE(sorted.some(({ head }) => head.length > flagsAt + 2) ? 3 : 2, 4);
  header.writeUInt32BE(sorted.length, 8);
  const body = Buffer.concat([header, ...sorted.map(formatEntry)]);
  return Buffer.concat([body, createHash('sha1').update(body).digest()]);
}

function formatEntry({ key, head }: IndexEntry): Buffer {
  const entry = Buffer.alloc(paddedLength(head.length + key.length));
  head.copy(entry);
  entry.write(key, head.length, 'latin1');
  return entry;
}

function paddedLength(length: number): number {
  return (length + 8) & ~7;
}

/** What `lstat` says of a file in the work tree. */
export interface FileStat {
  readonly ctimeNs: bigint;
  readonly mtimeNs: bigint;
  readonly dev: bigint;
  readonly ino: bigint;
  readonly uid: bigint;
  readonly gid: bigint;
  readonly size: bigint;
}

/** The entry of a file that stands in the work tree as it is committed. */
export function freshEntry(path: string, oid: string, mode: number, stat: FileStat): IndexEntry {
  const key = indexKey(path);
  const head = Buffer.alloc(flagsAt + 2);
  const second = 1_000_000_000n;
  const { ctimeNs, mtimeNs, dev, ino, uid, gid, size } = stat;
  const fields = [
    ctimeNs / second,
    ctimeNs % second,
    mtimeNs / second,
    mtimeNs % second,
    dev,
    ino,
    BigInt(mode),
    uid,
    gid,
    size,
  ];
  // Each field is the low 32 bits of the value: git compares no more.
  for (const [i, field] of fields.entries()) head.writeUInt32BE(Number(field & 0xffff_ffffn), i * 4);
  head.write(oid, statBytes, 'hex');
  head.writeUInt16BE(Math.min(key.length, 0xfff), flagsAt);
  return { key, stage: 0, mode, oid, head };
}

/** @returns the version */
function checkHead(bytes: Buffer): number {
  if (bytes.length < 12 + hashBytes || bytes.toString('latin1', 0, 4) !== signature) throw unsupported('is no index');
  const version = bytes.readUInt32BE(4);
  if (version < 2 || version > 4) throw unsupported(`has version ${version}`);
  checkHash(bytes);
  return version;
}

function checkHash(bytes: Buffer): void {
  const stored = bytes.subarray(-hashBytes);
  // All zeros: index.skipHash of git 2.40 and later.
  if (stored.every((byte) => byte === 0)) return;
  const found = createHash('sha1').update(bytes.subarray(0, -hashBytes)).digest();
  if (!found.equals(stored)) throw unsupported('is damaged: its checksum does not match');
}

/** Extensions whose name starts with a capital may be ignored; the others change what the entries mean. */
function checkExtensions(bytes: Buffer, start: number): void {
  for (let at = start; at + 8 <= bytes.length - hashBytes; at += 8 + bytes.readUInt32BE(at + 4)) {
    const name = bytes.toString('latin1', at, at + 4);
    if (!/^[A-Z]/.test(name)) throw unsupported(`needs the extension "${name}"`);
  }
}

function unsupported(found: string): EnvironmentError {
  return new EnvironmentError({
    code: 'unsupported-index',
    message: `Expected a git index sg can bring up to date; the one of this repository ${found}.`,
    hint: '`git update-index --no-split-index` and `git sparse-checkout reapply --no-sparse-index` turn special forms off.',
  });
}
