import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { publishPhenotype } from '../src/organism/host/publish-phenotype.ts';
import { pullPhenotype } from '../src/organism/host/pull-phenotype.ts';
import { startForge } from '../test/github/forge/forge.ts';
import { makeGenome } from './pool-genome.ts';

/** One pull of a host: wall time, and what came over the wire. */
export interface Pulled {
  readonly milliseconds: number;
  readonly bytes: number;
}

/** A genome with a large pool, published to a forge that speaks HTTP, and a folder for its hosts. */
export interface PullSite {
  readonly folder: string;
  readonly root: string;
  readonly forge: { readonly remote: string; readonly token: string };
  readonly publish: () => Promise<unknown>;
  readonly pull: (host: string) => Promise<Pulled>;
}

export async function withPullSite<T>(pool: number, action: (site: PullSite) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sg-bench-pull-'));
  const forge = await startForge();
  process.env['SG_TOKEN'] = forge.token;
  try {
    const root = path.join(folder, 'genome');
    makeGenome(root, pool);
    execFileSync('git', ['-C', root, 'remote', 'add', 'origin', forge.remote]);
    execFileSync('git', ['-C', forge.state.git.dir, 'fetch', '--quiet', root, '+main:main']);
    const publish = (): Promise<unknown> =>
      publishPhenotype(root, { phenotype: 'default', from: 'main', pushTo: 'origin', dryRun: false });
    await publish();
    return await action({ folder, root, forge, publish, pull: (host) => pull(host, forge.remote) });
  } finally {
    await forge.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function pull(host: string, remote: string): Promise<Pulled> {
  mkdirSync(host, { recursive: true });
  const start = performance.now();
  const { bytes } = await pullPhenotype(host, { phenotype: 'default', remote, dryRun: false });
  return { milliseconds: performance.now() - start, bytes: bytes ?? 0 };
}
