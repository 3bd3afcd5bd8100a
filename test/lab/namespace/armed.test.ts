import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { recoverOnHost } from '../../../src/organism/world/host-kernel.ts';
import { watchRound, type WatchRound } from '../../../src/organism/watch/watch-round.ts';
import { genomeRepository, type GenomeRepository } from '../../helpers/genome-repository.ts';
import { describeLab } from '../lab.ts';
import { freshNetwork, ip } from '../network.ts';
import { Pathways, setWindows } from '../pathways.ts';

const input = { bridge_name: 'br0', interfaces: ['eth1'] };

describeLab('namespace', 'a change that is left to be confirmed, without NetworkManager', () => {
  let repository: GenomeRepository;
  let pathways: Pathways;
  let before: string;
  beforeEach(async () => {
    freshNetwork();
    repository = await genomeRepository();
    setWindows(repository, 1);
    pathways = new Pathways('iproute2', repository);
    before = await pathways.snapshot();
    expect(await pathways.run('bridge_create', input, { wait: false })).toMatchObject({
      ok: true,
      expires: expect.any(Number) as number,
    });
    expect(journals()).toEqual(['.armed']);
    await delay(1_200);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function journals(): readonly string[] {
    return readdirSync(repository.file('.sg', 'host', 'journal')).map((name) => path.extname(name));
  }

  function watch(): Promise<WatchRound> {
    return watchRound({ start: repository.root, kernel: 'iproute2', phenotype: 'default', world: undefined });
  }

  it('is confirmed by a watch when it holds, and keeps other changes out until then', async () => {
    const other = { bridge_name: 'br9', interfaces: [] };
    await expect(pathways.run('bridge_create', other)).rejects.toMatchObject({ code: 'change-unconfirmed' });
    expect(await watch()).toMatchObject({ ok: true, changes: [{ state: 'confirmed' }] });
    expect(journals()).toEqual([]);
    expect(await pathways.world()).toMatchObject({ links: { br0: { ports: ['eth1'] } } });
  });

  it('is undone by a watch when it does not', async () => {
    ip('link', 'set', 'dev', 'br0', 'down');
    expect(await watch()).toMatchObject({ ok: false, changes: [{ state: 'undone', recovery: 'restored' }] });
    expect(await pathways.snapshot()).toBe(before);
  });

  it('is undone by the next command that comes when its time has run out', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 200_000 });
    expect(await recoverOnHost(repository.root, false)).toMatchObject({ recovered: [{ outcome: 'restored' }] });
    expect(await pathways.snapshot()).toBe(before);
    expect(journals()).toEqual([]);
  });
});
