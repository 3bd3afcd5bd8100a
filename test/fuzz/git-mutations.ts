import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import fc, { type Arbitrary } from 'fast-check';

/** One line of the git protocol (gitprotocol-common(5)): a length of four hexadecimal digits, and what it counts. */
type Packet = Buffer;

type Edit = (body: Buffer) => Buffer;

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

function packet(content: Buffer | string): Packet {
  const bytes = Buffer.from(content as string);
  return Buffer.concat([Buffer.from((bytes.length + 4).toString(16).padStart(4, '0')), bytes]);
}

/** As far as it is in packets; the rest is one more. */
function packetsOf(body: Buffer): Packet[] {
  const found: Packet[] = [];
  for (let at = 0; at < body.length;) {
    const length = Number.parseInt(body.toString('latin1', at, at + 4), 16);
    const end = Number.isNaN(length) ? body.length : at + Math.max(length, 4);
    found.push(body.subarray(at, end));
    at = end;
  }
  return found;
}

const oid = 'a'.repeat(40);

/** Lines that mean something, at the wrong place or to no good end. */
const hostilePackets: readonly Packet[] = [
  ...['0000', '0001', '0002', '0003', '0004', 'ffff', 'fff0', '-001', 'zzzz', '00'].map((text) => Buffer.from(text)),
  ...[
    'ERR no',
    'NAK\n',
    `ACK ${oid}\n`,
    `ACK ${oid} common\n`,
    'shallow',
    `shallow ${oid}\n`,
    `shallow ../../${'b'.repeat(34)}`,
    `unshallow ${oid}`,
    '# service=git-upload-pack\n',
    'version 2\n',
    'unpack ok\n',
    'unpack index-pack failed\n',
    'ng refs/heads/b non-fast-forward\n',
    `${oid} refs/heads/b\0symref=HEAD side-band-64k shallow ofs-delta\n`,
    `${oid} refs/heads/b\0symref=HEAD:refs/heads/../../../../sg-planted shallow\n`,
    `${oid} refs/heads/../../../../sg-planted\n`,
    `${oid} refs/heads/b\u001b[2J\u202e\n`,
    `${oid} refs/heads/__proto__\n`,
    'refs/heads/b refs/heads/b\n',
    'HEAD HEAD\n',
    `${oid}\n`,
    '\u0001PACK',
    '\u0002remote: \u001b[2J\r',
    '\u0003fatal: no\n',
    '\u0004what',
    'x'.repeat(2000),
  ].map(packet),
  Buffer.from('0000'.repeat(3000)),
  Buffer.from('0005\u0002'.repeat(3000)),
];

const byteEdit: Arbitrary<Edit> = fc.oneof(
  place.map((at) => (body: Buffer) => body.subarray(0, Math.floor(at * body.length))),
  fc.tuple(place, fc.nat(255)).map(([at, byte]) => (body: Buffer) => {
    const changed = Buffer.from(body);
    if (changed.length > 0) changed[Math.floor(at * changed.length)] = byte;
    return changed;
  }),
  fc.tuple(place, fc.nat(30), fc.uint8Array({ maxLength: 30 })).map(
    ([at, size, more]) =>
      (body: Buffer) =>
        spliced(body, Math.floor(at * body.length), size, Buffer.from(more)),
  ),
);

const packetEdit: Arbitrary<Edit> = fc
  .tuple(place, place, fc.constantFrom(...hostilePackets), fc.constantFrom('put', 'replace', 'drop', 'twice', 'move'))
  .map(([at, to, hostile, how]) => (body: Buffer) => {
    const packets = packetsOf(body);
    const index = Math.floor(at * packets.length);
    const own = packets[index] ?? hostile;
    if (how === 'put') packets.splice(index, 0, hostile);
    if (how === 'replace') packets.splice(index, 1, hostile);
    if (how === 'drop') packets.splice(index, 1);
    if (how === 'twice') packets.splice(index, 0, own);
    if (how === 'move') packets.splice(Math.floor(to * packets.length), 0, ...packets.splice(index, 1));
    return Buffer.concat(packets);
  });

/** The pack behind the side band, changed and perhaps with a right sum again. */
const packEdit: Arbitrary<Edit> = fc
  .tuple(
    fc.oneof(byteEdit, fc.constantFrom(...hostilePacks().map((pack) => () => pack)), fc.nat().map(counting)),
    fc.boolean(),
  )
  .map(([edit, mended]) => (body: Buffer) => {
    const packets = packetsOf(body);
    const isPack = (one: Packet): boolean => one[4] === 1;
    const pack = Buffer.concat(packets.filter(isPack).map((one) => one.subarray(5)));
    const changed = edit(pack);
    const lines = packetsBehind(mended ? summed(changed.subarray(0, -20)) : changed);
    return Buffer.concat([...packets.filter((one) => !isPack(one) && one.toString() !== '0000'), ...lines]);
  });

function packetsBehind(pack: Buffer): Packet[] {
  const lines: Packet[] = [];
  for (let at = 0; at < pack.length; at += 60_000) {
    lines.push(packet(Buffer.concat([Buffer.from([1]), pack.subarray(at, at + 60_000)])));
  }
  return [...lines, Buffer.from('0000')];
}

function summed(content: Buffer): Buffer {
  return Buffer.concat([content, createHash('sha1').update(content).digest()]);
}

/** `PACK`, version 2, the count, then objects (gitformat-pack(5)). */
function packOf(count: number, ...objects: readonly Buffer[]): Buffer {
  const head = Buffer.from('PACK\0\0\0\u0002\0\0\0\0');
  head.writeUInt32BE(count, 8);
  return summed(Buffer.concat([head, ...objects]));
}

function counting(count: number): Edit {
  return (pack) => {
    const changed = Buffer.from(pack);
    if (changed.length >= 12) changed.writeUInt32BE(count, 8);
    return changed;
  };
}

/** Type and size as a pack has them. */
function objectHead(type: number, size: number): Buffer {
  const bytes = [(type << 4) | (size & 15)];
  for (let rest = size >>> 4; rest > 0; rest >>>= 7) {
    bytes.push(rest & 127);
    bytes[bytes.length - 2] = (bytes[bytes.length - 2] ?? 0) | 128;
  }
  return Buffer.from(bytes);
}

function hostilePacks(): readonly Buffer[] {
  const small = Buffer.concat([objectHead(3, 5), deflateSync('hello')]);
  return [
    Buffer.alloc(0),
    Buffer.from('PACK'),
    packOf(0),
    packOf(4_000_000_000, small),
    packOf(1, objectHead(3, 2 ** 31 - 1), deflateSync('hello')),
    packOf(1, Buffer.from([0xbf, ...Array.from({ length: 40 }, () => 0xff), 0])),
    packOf(1, objectHead(3, 2_000_000), deflateSync(Buffer.alloc(2_000_000))),
    packOf(1, objectHead(0, 5), deflateSync('hello')),
    packOf(1, objectHead(5, 5), deflateSync('hello')),
    packOf(1, objectHead(6, 5), Buffer.from([0]), deflateSync('hello')),
    packOf(2, small, objectHead(6, 5), Buffer.from([127]), deflateSync('hello')),
    packOf(1, objectHead(7, 9), Buffer.alloc(20, 1), deflateSync(Buffer.from([5, 255, 255, 255, 255, 7, 1, 2, 3]))),
    packOf(3, small, small, small),
  ];
}

function spliced(body: Buffer, at: number, size: number, more: Buffer): Buffer {
  return Buffer.concat([body.subarray(0, at), more, body.subarray(at + size)]);
}

/** What somebody said, edited one to three times: bytes, lines, and the pack where there is one. */
export function mutatedAnswer(body: Buffer): Arbitrary<Buffer> {
  const edit = fc.oneof({ weight: 2, arbitrary: byteEdit }, { weight: 4, arbitrary: packetEdit }, packEditOf(body));
  return fc
    .array(edit, { minLength: 1, maxLength: 3 })
    .map((edits) => edits.reduce((changed, one) => one(changed), body));
}

function packEditOf(body: Buffer): { readonly weight: number; readonly arbitrary: Arbitrary<Edit> } {
  return { weight: body.includes('PACK') ? 8 : 0, arbitrary: packEdit };
}
