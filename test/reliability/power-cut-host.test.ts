import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HostCache, type KnownHost } from '../../src/evolution/evolve/host-cache.ts';
import { currentCommit, hostPlace, runningTree } from '../../src/organism/host/host-place.ts';
import { lastExchange } from '../../src/organism/host/exchange-record.ts';
import { listCases } from '../../src/organism/cases/case-list.ts';
import { storeCase } from '../../src/organism/cases/case-store.ts';
import { startForge, type Forge } from '../github/forge/forge.ts';
import { budget, timeLimit } from '../fuzz/budget.ts';
import { met } from '../fuzz/law.ts';
import { environment, git, Publisher, publisherTemplate, pull } from '../organism/host/host-fixture.ts';

let folder: string;
let forge: Forge;
let template: string;
let count = 0;

/** A host that has pulled once, and everything that ran then. */
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sg-cut-'));
  forge = await startForge();
  template = await publisherTemplate();
  await git(template, 'remote', 'add', 'origin', forge.remote);
  await git(forge.state.git.dir, 'fetch', '--quiet', template, '+main:main');
});

afterAll(async () => {
  await forge.close();
  for (const made of [folder, template]) rmSync(made, { recursive: true, force: true });
});

function filesBelow(root: string): readonly string[] {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) =>
    entry.isFile() ? [path.relative(root, path.join(entry.parentPath, entry.name))] : [],
  );
}

function textsBelow(root: string): ReadonlyMap<string, string> {
  return new Map(filesBelow(root).map((file) => [file, readFileSync(path.join(root, file), 'latin1')]));
}

function torn(file: string, share = 0): void {
  chmodSync(file, 0o644);
  truncateSync(file, Math.floor(statSync(file).size * share));
}

type Cut = (root: string) => void;

const good = '.git/refs/sg/good/default';
const packs = (root: string): readonly string[] =>
  readdirSync(path.join(root, '.git/objects/pack')).map((name) => path.join(root, '.git/objects/pack', name));

/** What a cut leaves of a pull: a file that is not all there, one that is not there at all, work that was under way. */
const cuts: Record<string, Cut> = {
  'a file of the tree is empty': (root) => {
    torn(path.join(runningTree(root), 'phenotypes/default.toml'));
  },
  'a file of the tree is gone': (root) => {
    rmSync(path.join(runningTree(root), 'phenotypes/default.toml'));
  },
  'the tree is gone': (root) => {
    rmSync(runningTree(root), { recursive: true });
  },
  'the link is gone': (root) => {
    rmSync(hostPlace(root).current);
  },
  'the record of the pull is torn': (root) => {
    torn(path.join(root, '.sg/last-pull.json'), 0.5);
  },
  'the ref is gone': (root) => {
    rmSync(path.join(root, good));
  },
  'the ref is empty': (root) => {
    torn(path.join(root, good));
  },
  'the packs are gone': (root) => {
    for (const file of packs(root)) rmSync(file);
  },
  'an index of a pack is gone': (root) => {
    for (const file of packs(root).filter((name) => name.endsWith('.idx'))) rmSync(file);
  },
  'the list of shallow commits is gone': (root) => {
    rmSync(path.join(root, '.git/shallow'), { force: true });
  },
  'work of another pull lies there': (root) => {
    mkdirSync(path.join(root, '.git/sg-incoming/q-left/objects'), { recursive: true });
    mkdirSync(path.join(hostPlace(root).trees, '.new-left/genome'), { recursive: true });
    writeFileSync(path.join(hostPlace(root).folder, 'lock/999999'), '');
  },
  'the repository has no HEAD': (root) => {
    torn(path.join(root, '.git/HEAD'));
  },
};

async function hostOf(publisher: Publisher): Promise<string> {
  const root = path.join(folder, `h${(count += 1)}`);
  mkdirSync(root);
  await git(forge.state.git.dir, 'update-ref', '-d', 'refs/heads/phenotype/default');
  await publisher.publish('origin');
  await pull(root, { remote: forge.remote });
  return root;
}

describe('a power cut on a host', () => {
  it(
    'leaves the next pull working, or told what to do; what runs is what was published',
    async () => {
      environment('SG_TOKEN', forge.token);
      const publisher = Publisher.make(template);
      const whole = await hostOf(publisher);
      const old = textsBelow(runningTree(whole));
      await publisher.change('published after the cut');
      const { commit } = await publisher.publish('origin');
      const told: Record<string, string> = {};
      for (const [name, cut] of Object.entries(cuts)) {
        const root = path.join(folder, `h${(count += 1)}`);
        cpSync(whole, root, { recursive: true, verbatimSymlinks: true });
        cut(root);
        const outcome = await met(() => pull(root, { remote: forge.remote }));
        if ('code' in outcome) told[name] = outcome.code;
        else {
          expect(currentCommit(root), name).toBe(commit);
          expect(readFileSync(path.join(runningTree(root), 'phenotypes/default.toml'), 'utf8')).toContain(
            'after the cut',
          );
          expect(textsBelow(runningTree(root)).size, name).toBe(old.size);
          expect(await lastExchange(root, 'pull'), name).toMatchObject({ commit });
        }
        rmSync(root, { recursive: true, force: true });
      }
      // Both are on the disk before anything counts on them, so a cut alone does not do that.
      expect(told).toEqual({ 'the ref is empty': 'broken-ref', 'the repository has no HEAD': 'broken-ref' });
    },
    timeLimit() * 3,
  );

  it('leaves what evolve remembers of a host whole, or unknown', async () => {
    const cache = path.join(folder, 'cache');
    const known = { commit: 'a'.repeat(40), at: 1, machine: null, progress: { x: ['y'.repeat(50)] } };
    const version = { branch: 'fitness/h' };
    await new HostCache(cache).put(version, known as unknown as KnownHost);
    const file = path.join(cache, 'evolve/h.json');
    const bytes = readFileSync(file);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length), fc.constantFrom('cut', 'zeros'), async (length, how) => {
        const rest = how === 'zeros' ? Buffer.alloc(bytes.length - length) : Buffer.alloc(0);
        writeFileSync(file, Buffer.concat([bytes.subarray(0, length), rest]));
        const found = await new HostCache(cache).get(version);
        if (length < bytes.length) expect(found).toBeUndefined();
        else expect(found).toMatchObject(known);
      }),
      budget(100),
    );
    expect(existsSync(file)).toBe(true);
  });

  it('leaves failure cases that can be listed, and written anew', async () => {
    const cases = path.join(folder, 'cases');
    const value = { attempts: [{ allele: 'a', kind: 'threw' }] };
    const file = await storeCase(cases, 'bridge_create', value);
    const bytes = readFileSync(file);
    for (let length = 0; length < bytes.length; length += 7) {
      truncateSync(file, length);
      expect(await listCases(cases, 'bridge_create')).toEqual([{ file, failures: [] }]);
      expect(await storeCase(cases, 'bridge_create', value)).toBe(file);
      expect(readFileSync(file).equals(bytes)).toBe(true);
    }
  });
});
