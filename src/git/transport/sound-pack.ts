import { createHash } from 'node:crypto';
import { inflateSync, type ZlibOptions } from 'node:zlib';

const headLength = 12;
const sumLength = 20;

/** Bytes may become so many times as many in all: ledgers are the same lines again and again. */
const mostGrowth = 64;

/** Types of objects (gitformat-pack(5)): whole ones, and what is told as a difference to another. */
const whole = [1, 2, 3, 4];
const toOffset = 6;
const toObject = 7;

interface Packed {
  /** What it becomes. */
  readonly size: number;
  /** Where the next one begins. */
  readonly end: number;
  /** Where in the pack that begins which it is a difference to. */
  readonly base?: number;
}

/**
 * Looks through a pack from elsewhere before anybody unpacks it in memory: it is whole, has the sum it ends with, and
 * becomes no more than was asked for. Objects and their names are the reader's matter.
 * @param mostBytes what one object may become
 * @returns how many objects it has, or what is wrong with it
 */
export function lookThroughPack(pack: Buffer, mostBytes: number): number | string {
  const content = pack.subarray(0, -sumLength);
  if (content.length < headLength || pack.toString('latin1', 0, 4) !== 'PACK') return 'its pack is none';
  if (pack.readUInt32BE(4) !== 2) return 'its pack has an unknown version';
  const sum = createHash('sha1').update(content).digest();
  if (!sum.equals(pack.subarray(-sumLength))) return 'its pack was cut short or altered on the way';
  try {
    return lookThroughObjects(content, pack.readUInt32BE(8), mostBytes);
  } catch {
    return 'its pack is damaged';
  }
}

function lookThroughObjects(content: Buffer, count: number, mostBytes: number): number | string {
  const starts = new Set<number>();
  let at = headLength;
  let total = 0;
  for (let seen = 0; seen < count; seen += 1) {
    const { size, end, base } = lookAtObject(content, at, mostBytes);
    // A reader goes from one to the next and would never come to an end.
    if (base !== undefined && !starts.has(base)) return 'its pack has a difference to nothing';
    starts.add(at);
    total += size;
    if (size > mostBytes || total > mostBytes * mostGrowth) return 'its pack would become larger than was asked for';
    at = end;
  }
  return at === content.length ? count : 'its pack has more than it says';
}

/** @throws where it runs over the end or can't be inflated */
function lookAtObject(content: Buffer, start: number, mostBytes: number): Packed {
  const first = content.readUInt8(start);
  const type = (first >> 4) & 7;
  const head = first & 128 ? varint(content, start + 1) : { value: 0, end: start + 1 };
  const size = (first & 15) + head.value * 16;
  if (size > mostBytes) return { size, end: head.end };
  if (whole.includes(type)) return { size, end: inflated(content, head.end, size).end };
  if (type !== toOffset && type !== toObject) throw new RangeError('unknown type of object');
  const back = type === toObject ? { end: head.end + 20 } : distance(content, head.end);
  const { bytes, end } = inflated(content, back.end, size);
  // The size of what it changes, then the size of what it makes.
  const made = varint(bytes, varint(bytes, 0).end).value;
  return { size: made, end, ...('value' in back ? { base: start - back.value } : {}) };
}

function inflated(content: Buffer, start: number, size: number): { readonly bytes: Buffer; readonly end: number } {
  const chunkSize = Math.min(Math.max(size + 1, 64), 65_536);
  const options: ZlibOptions = { maxOutputLength: size + 1, chunkSize, info: true };
  const { buffer, engine } = inflateSync(content.subarray(start), options) as unknown as {
    readonly buffer: Buffer;
    readonly engine: { readonly bytesWritten: number };
  };
  if (buffer.length !== size) throw new RangeError('object of another size than it says');
  return { bytes: buffer, end: start + engine.bytesWritten };
}

/** Seven bits a byte, the least first, the highest bit for more to come. @throws RangeError where it does not end */
function varint(bytes: Buffer, start: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let at = start, scale = 1; ; at += 1, scale *= 128) {
    const byte = bytes.readUInt8(at);
    value += (byte & 127) * scale;
    if (value > Number.MAX_SAFE_INTEGER) throw new RangeError('number without an end');
    if (byte < 128) return { value, end: at + 1 };
  }
}

/** Seven bits a byte, the highest first, and one more for each byte that follows (gitformat-pack(5), "offset encoding"). */
function distance(bytes: Buffer, start: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let at = start; ; at += 1) {
    const byte = bytes.readUInt8(at);
    value = value * 128 + (byte & 127);
    if (value > bytes.length) throw new RangeError('difference to nothing');
    if (byte < 128) return { value, end: at + 1 };
    value += 1;
  }
}
