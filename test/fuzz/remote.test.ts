import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commitChanges } from '../../src/git/commit-changes.ts';
import { initRepository } from '../../src/git/init-repository.ts';
import { listRefs } from '../../src/git/list-refs.ts';
import { openObjects } from '../../src/git/object-store.ts';
import { isRefName } from '../../src/git/ref-name.ts';
import { findRepository, type Repository } from '../../src/git/repository.ts';
import { openTransport } from '../../src/git/transport/open-transport.ts';
import { budget, timeLimit } from './budget.ts';
import { mutatedAnswer } from './git-mutations.ts';
import { met } from './law.ts';
import { RecordedRemote, type Manner, type Question } from './recorded-remote.ts';

const exec = promisify(execFile);
const branch = 'phenotype/default';
const limits = { attempts: 1, idleMs: 400, totalMs: 5000, maxBytes: 1_000_000 };
/** A law that needs longer hangs. */
const longestMs = 20_000;

let folder: string;
let remote: RecordedRemote;
let first: string;
let next: string;
let url: string;
let count = 0;

async function change(repository: Repository, text: string): Promise<string> {
  const files = Array.from({ length: 8 }, (_, at) => [`genome/g${at}`, `${text} ${'line\n'.repeat(40 * at)}`] as const);
  const changes = new Map(files.map(([name, content]) => [name, new TextEncoder().encode(content)]));
  return (await commitChanges(repository, { ref: branch, changes, message: `${text}\n` })).commit;
}

/** A repository of its own; `host` has the first commit, as a host after its first pull. */
async function place(template: 'empty' | 'host'): Promise<Repository> {
  const root = path.join(folder, `r${(count += 1)}`);
  cpSync(path.join(folder, template), root, { recursive: true });
  return findRepository(root);
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sg-remote-'));
  mkdirSync(path.join(folder, 'served'));
  await exec('git', ['init', '--quiet', '--bare', '--initial-branch=main', path.join(folder, 'served/genome.git')]);
  remote = await RecordedRemote.start(path.join(folder, 'served'));
  url = remote.url('genome.git');
  await initRepository(path.join(folder, 'empty'));
  const publisher = await initRepository(path.join(folder, 'publisher'));
  const transport = await openTransport(publisher, url);
  first = await change(publisher, 'first');
  await transport.push(publisher, { commit: first, branch: 'main' });
  await transport.push(publisher, { commit: first, branch });
  const host = await initRepository(path.join(folder, 'host'));
  await transport.fetch(host, { branch });
  next = await change(publisher, 'second');
  await transport.push(publisher, { commit: next, branch });
  await transport.list();
  await transport.fetch(await place('host'), { branch, have: first });
});

afterAll(() => {
  remote.close();
  rmSync(folder, { recursive: true, force: true });
});

const manner = fc.oneof(
  { weight: 16, arbitrary: fc.constant<Manner>('whole') },
  { weight: 2, arbitrary: fc.constant<Manner>('reset') },
  { weight: 1, arbitrary: fc.constant<Manner>('stalled') },
);

function said(question: Question): Buffer {
  return remote.recorded.get(question)?.body ?? Buffer.alloc(0);
}

const faults = ['remote-answer', 'remote-unreachable', 'transfer-too-large', 'unknown-remote-branch', 'push-refused'];

describe('whatever a remote says is a value or a fault with a code, and nothing is left behind:', () => {
  it.each(['advertised', 'packed'] as const)(
    'to a fetch: %s',
    async (question) => {
      await fc.assert(
        fc.asyncProperty(mutatedAnswer(said(question)), manner, async (body, how) => {
          remote.say(question, body, how);
          const repository = await place('host');
          const packs = path.join(repository.commonDir, 'objects/pack');
          const before = readdirSync(packs).map((name) => [name, readFileSync(path.join(packs, name))] as const);
          const transport = await openTransport(repository, url);
          const outcome = await met(() => transport.fetch(repository, { ...limits, branch, have: first }));
          if ('code' in outcome) expect(faults).toContain(outcome.code);
          else await expectWhole(repository, outcome.value.tip);
          for (const [name, bytes] of before) expect(readFileSync(path.join(packs, name)).equals(bytes)).toBe(true);
          expect(readdirSync(path.join(repository.commonDir, 'sg-incoming'))).toEqual([]);
          expect(await listRefs(repository, 'refs')).toEqual([]);
          expect(existsSync(path.join(folder, 'sg-planted'))).toBe(false);
          rmSync(repository.root, { recursive: true });
        }),
        { ...budget(60), timeout: longestMs },
      );
    },
    timeLimit(),
  );

  it.each(['capable', 'listed'] as const)(
    'to a list: %s',
    async (question) => {
      const transport = await openTransport(await place('empty'), url);
      await fc.assert(
        fc.asyncProperty(mutatedAnswer(said(question)), manner, async (body, how) => {
          remote.say(question, body, how);
          const outcome = await met(() => transport.list(limits));
          if ('code' in outcome) expect(faults).toContain(outcome.code);
          else {
            for (const [name, oid] of outcome.value) {
              expect(oid).toMatch(/^[0-9a-f]{40}$/);
              expect(isRefName(`refs/heads/${name}`)).toBe(true);
            }
          }
        }),
        { ...budget(40), timeout: longestMs },
      );
    },
    timeLimit(),
  );

  it.each(['opened', 'pushed'] as const)(
    'to a push: %s',
    async (question) => {
      const publisher = await findRepository(path.join(folder, 'publisher'));
      const transport = await openTransport(publisher, url);
      await fc.assert(
        fc.asyncProperty(mutatedAnswer(said(question)), manner, async (body, how) => {
          remote.say(question, body, how);
          const outcome = await met(() => transport.push(publisher, { ...limits, commit: next, branch }));
          if ('code' in outcome) expect(faults).toContain(outcome.code);
          else expect(['pushed', 'moved']).toContain(outcome.value);
        }),
        { ...budget(40), timeout: longestMs },
      );
    },
    timeLimit(),
  );
});

/** What is taken is there: a tip whose tree can be read, and packs that git itself takes. */
async function expectWhole(repository: Repository, tip: string): Promise<void> {
  const objects = await openObjects(repository);
  const read = await met(async () => objects.readTree((await objects.readCommit(tip)).tree));
  if ('code' in read) expect(read.code).toMatch(/^git-object-/);
  for (const name of readdirSync(path.join(repository.commonDir, 'objects/pack'))) {
    if (!name.endsWith('.idx')) continue;
    await exec('git', ['verify-pack', path.join(repository.commonDir, 'objects/pack', name)]);
  }
}
