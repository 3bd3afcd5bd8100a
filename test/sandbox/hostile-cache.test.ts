import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '../../src/model/digest.ts';
import { createSandbox } from '../../src/sandbox/create-sandbox.ts';
import { packWithBytes, unpackWithBytes } from '../../src/sandbox/file-cache.ts';
import { fingerprint, trial } from './fixture.ts';

const source = `
  const table = { a: [1, 2, 3], b: 'text', c: 1n, d: /x+/ };
  class Box { #n = 1; get n() { return this.#n; } }
  export default async function execute(input, kernel) {
    try { for (const n of table.a) if (n > 2) throw new Error(table.b + n); }
    catch (error) { return { n: new Box().n, message: error.message, echo: await kernel.echo(input) }; }
  }`;

/** Numbers that look random and are the same every time (Park and Miller). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

describe('bytecode that somebody wrote into the cache', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sg-hostile-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  /** The answer of the gene, from the cache, and what another gene says in the same sandbox afterwards. */
  async function answers(): Promise<readonly [unknown, unknown]> {
    const sandbox = await createSandbox({ cacheDir: folder, instances: 1 });
    try {
      const own = await trial(sandbox, source, { input: 1, limits: { cpuMs: 200, wallMs: 400 } });
      return [own.ok, await trial(sandbox, fingerprint)];
    } finally {
      sandbox.dispose();
    }
  }

  it('ends in an answer or a fault, and leaves nothing to the next gene and nothing to the host', async () => {
    const [whole, pristine] = await answers();
    expect(whole).toBe(true);
    const names = await readdir(folder);
    const kept = await Promise.all(names.map(async (name) => ({ name, content: await readFile(join(folder, name)) })));
    const gene = kept.find(({ content }) => content.includes('class Box'))!;
    const { head, bytes } = unpackWithBytes(gene.content.subarray(64));
    const draw = numbers(20_261_123);
    let faults = 0;
    for (let round = 0; round < 60; round += 1) {
      const altered = Uint8Array.from(bytes);
      for (let times = 1 + draw(4); times > 0; times -= 1) altered[draw(altered.length)] = draw(256);
      const content = packWithBytes(head, altered);
      await writeFile(join(folder, gene.name), Buffer.concat([Buffer.from(sha256(content)), content]));
      const [ok, next] = await answers();
      if (ok === false) faults += 1;
      expect(next).toEqual(pristine);
    }
    expect(faults).toBeGreaterThan(10);
  });
});
