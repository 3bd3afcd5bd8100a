import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { initRepository } from '../../../src/git/init-repository.ts';
import type { Repository } from '../../../src/git/repository.ts';
import { openTransport } from '../../../src/git/transport/open-transport.ts';
import type { Transport } from '../../../src/git/transport/transport.ts';

const oid = 'a'.repeat(40);
const limits = { branch: 'b', attempts: 1, idleMs: 5000, maxBytes: 4_000_000 };

function line(content: Buffer | string): Buffer {
  const bytes = Buffer.from(content as string);
  return Buffer.concat([Buffer.from((bytes.length + 4).toString(16).padStart(4, '0')), bytes]);
}

function lines(...contents: readonly string[]): Buffer {
  return Buffer.concat([...contents.map(line), Buffer.from('0000')]);
}

const service = Buffer.concat([line('# service=git-upload-pack\n'), Buffer.from('0000')]);
const usual = Buffer.concat([
  service,
  lines(`${oid} HEAD\0side-band-64k shallow ofs-delta symref=HEAD:refs/heads/b\n`, `${oid} refs/heads/b\n`),
]);

interface Said {
  readonly refs?: Buffer;
  /** What follows the acknowledgement. */
  readonly packed?: Buffer;
}

async function remote({ refs = usual, packed = Buffer.alloc(0) }: Said): Promise<[Transport, Repository]> {
  const server = createServer((request, response) => {
    request.resume();
    const opening = request.url?.includes('/info/refs') === true;
    response.setHeader('content-type', `application/x-git-upload-pack-${opening ? 'advertisement' : 'result'}`);
    response.end(opening ? refs : Buffer.concat([lines(`shallow ${oid}\n`), line('NAK\n'), packed]));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const folder = mkdtempSync(path.join(tmpdir(), 'sg-hostile-'));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const repository = await initRepository(folder);
  const { port } = server.address() as AddressInfo;
  return [await openTransport(repository, `http://127.0.0.1:${String(port)}/genome.git`), repository];
}

/** `PACK`, version 2, the count, objects, the sum of it all (gitformat-pack(5)). */
function pack(count: number, ...objects: readonly Buffer[]): Buffer {
  const head = Buffer.from('PACK\0\0\0\u0002\0\0\0\0');
  head.writeUInt32BE(count, 8);
  const content = Buffer.concat([head, ...objects]);
  return Buffer.concat([content, createHash('sha1').update(content).digest()]);
}

function banded(bytes: Buffer): Buffer {
  return Buffer.concat([line(Buffer.concat([Buffer.from([1]), bytes])), Buffer.from('0000')]);
}

const blob = Buffer.concat([Buffer.from([0x35]), deflateSync('hello')]);
/** A difference to what begins where it begins itself. */
const toItself = Buffer.concat([Buffer.from([0x65, 0]), deflateSync('hello')]);
const toNothing = Buffer.concat([Buffer.from([0x65, 5]), deflateSync('hello')]);
/** Nine bytes that become 512 MiB. */
const longCopy = Buffer.from([5, 128, 128, 128, 128, 2, 0x80, 0x80, 0x80]);
const toMuch = Buffer.concat([Buffer.from([0x69, blob.length]), deflateSync(longCopy)]);
/** 16 MiB of zeros: some 16 KiB on the way. */
const zeros = Buffer.concat([Buffer.from([0xb0, 0x80, 0x80, 0x40]), deflateSync(Buffer.alloc(16 * 1024 * 1024))]);

describe('a pack that', () => {
  it.each([
    ['is none', Buffer.from('x'.repeat(100)), 'is none'],
    ['was cut short', pack(1, blob).subarray(0, -3), 'cut short'],
    ['has fewer objects than it says', pack(2, blob), 'damaged'],
    ['has more than it says', pack(1, blob, blob), 'more than it says'],
    ['has one object twice', pack(2, blob, blob), 'twice'],
    ['has a difference to itself', pack(1, toItself), 'difference to nothing'],
    ['has a difference to what is no object', pack(2, blob, toNothing), 'difference to nothing'],
    ['has a difference that becomes too much', pack(2, blob, toMuch), 'larger than was asked for'],
    ['has an object that becomes too much', pack(1, zeros), 'larger than was asked for'],
    ['has an object of no known type', pack(1, Buffer.concat([Buffer.from([0x55]), deflateSync('hello')])), 'damaged'],
  ])('%s is refused, and nothing of it stays', async (_, bytes, why) => {
    const [transport, repository] = await remote({ packed: banded(bytes) });
    await expect(transport.fetch(repository, limits)).rejects.toMatchObject({
      code: 'remote-answer',
      message: expect.stringContaining(why) as string,
    });
    expect(readdirSync(path.join(repository.commonDir, 'sg-incoming'))).toEqual([]);
    expect(readdirSync(path.join(repository.commonDir, 'objects/pack'))).toEqual([]);
  });
});

describe('an answer', () => {
  it.each([
    ['empty packets', '0000'],
    ['scraps of a pack', '0006\u0001x'],
    ['scraps of progress', '0006\u0002x'],
  ])('of a great many %s is ended', async (_, unit) => {
    const [transport, repository] = await remote({ packed: Buffer.from(unit.repeat(600_000)) });
    await expect(transport.fetch(repository, limits)).rejects.toMatchObject({
      code: 'remote-answer',
      message: expect.stringContaining('more pieces') as string,
    });
  });

  it.each([
    ['a symbolic ref without a target', lines(`${oid} refs/heads/b\0side-band-64k shallow symref=HEAD\n`)],
    ['the second version of the protocol', lines('version 2\n', 'ls-refs\n')],
    ['a ref that is itself', lines('refs/heads/b refs/heads/b\0side-band-64k shallow\n')],
  ])('with %s is no bug of sg', async (_, refs) => {
    const [transport, repository] = await remote({ refs: Buffer.concat([service, refs]) });
    await expect(transport.fetch(repository, limits)).rejects.toMatchObject({ code: 'remote-answer', exitStatus: 4 });
  });

  it('with refs that can be none here leaves the others', async () => {
    const names = ['refs/heads/../../../etc/x', 'refs/heads/a\u001b[2J', 'refs/heads/b.lock', 'refs/heads/b'];
    const known = names.map((name) => `${oid} ${name}\n`);
    const refs = Buffer.concat([service, lines(`${oid} HEAD\0shallow\n`, ...known, 'nothing refs/heads/c\n')]);
    const [transport] = await remote({ refs });
    expect([...(await transport.list(limits))]).toEqual([['b', oid]]);
  });
});
