import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { evolveRemote } from '../../../src/evolution/evolve/evolve-remote.ts';
import type { EvolveResult, LocusOutcome } from '../../../src/evolution/evolve/evolve.ts';
import { publishLedger } from '../../../src/evolution/evolve/fitness-branch.ts';
import { verifyDecision } from '../../../src/evolution/evolve/verify-decision.ts';
import { sealed } from '../../../src/ledger/state-text.ts';
import { sha256 } from '../../../src/model/digest.ts';
import { EvolveFixture } from './evolve-fixture.ts';

const fixture = new EvolveFixture();
const locus = 'bridge_create';
let old: string;
let young: string;

/** Where hosts push to: a repository of its own, with main and no ledger yet. */
beforeEach(async () => {
  await fixture.genome();
  [old, young] = [fixture.seed(locus, 0), fixture.seed(locus, 1)];
  fixture.git('clone', '--quiet', '--bare', '.', 'there');
});

function git(where: string, ...args: readonly string[]): string {
  return execFileSync('git', ['-C', path.join(fixture.root, where), ...args], { encoding: 'utf8' }).trim();
}

interface Seen {
  /** How often the dominant was right by itself. */
  readonly successes?: number;
  readonly rescues?: number;
}

/** An honest host: a ledger as sg writes and publishes it. */
async function honest(name: string, { successes = 0, rescues = 0 }: Seen, [right, wrong] = [young, old]) {
  rmSync(fixture.ledger, { recursive: true, force: true });
  fixture.successes(locus, wrong, successes);
  fixture.rescues(locus, { right, wrong, count: rescues });
  await publishLedger(fixture.repo!, fixture.ledger, `fitness/${name}`);
  fixture.git('push', '--quiet', '--force', 'there', `fitness/${name}`);
  fixture.git('update-ref', '-d', `refs/heads/fitness/${name}`);
}

/** Numbers of an allele's tally, in their order: right answers and failures, the rest nothing. */
function tally(right: number, failures: number): readonly number[] {
  return [right + failures, right, 0, failures, ...Array<number>(12).fill(0)];
}

/** A liar: a summary that was written by hand, sealed as it has to be, and pushed under its own name. */
function lie(name: string, [right, wrong]: readonly [string, string]): void {
  const inputs = Array.from({ length: 1_000 }, (_, index) => sha256(`invented ${index}`).slice(0, 16));
  const [first, second] = right < wrong ? [inputs, []] : [[], inputs];
  const text = sealed({
    tallies: { [locus]: { [right]: tally(1_000, 0), [wrong]: tally(0, 1_000) } },
    runs: [],
    due: [],
    answers: [],
    disagreements: [[locus, [right, wrong].sort().join(' '), first, second]],
    failures: [],
  });
  const cover = JSON.stringify({ version: 1, epoch: 1, summary: 1, segments: [] });
  const files = { 'cover.json': cover, '0001/00000001.summary/0001': text };
  const index = { ...process.env, GIT_INDEX_FILE: path.join(fixture.root, 'there', 'liar') };
  for (const [file, bytes] of Object.entries(files)) {
    const oid = execFileSync('git', ['-C', path.join(fixture.root, 'there'), 'hash-object', '-w', '--stdin'], {
      input: bytes,
      encoding: 'utf8',
    }).trim();
    const add = ['update-index', '--add', '--cacheinfo', `100644,${oid},${file}`];
    execFileSync('git', ['-C', path.join(fixture.root, 'there'), ...add], { env: index });
  }
  const tree = execFileSync('git', ['-C', path.join(fixture.root, 'there'), 'write-tree'], {
    env: index,
    encoding: 'utf8',
  }).trim();
  const who = ['-c', 'user.name=E', '-c', 'user.email=e@e'];
  git('there', 'update-ref', `refs/heads/fitness/${name}`, git('there', ...who, 'commit-tree', tree, '-m', 'mine'));
}

/** Whoever decides: a clone of its own, of all branches or of some. */
async function evolve(place: string, dryRun = false): Promise<EvolveResult> {
  rmSync(path.join(fixture.root, place), { recursive: true, force: true });
  fixture.git('clone', '--quiet', '--single-branch', '--branch', 'main', 'there', place);
  git(place, 'config', 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*');
  const request = { phenotype: 'default', remote: 'origin', branch: 'main', dryRun };
  return evolveRemote(path.join(fixture.root, place), request);
}

async function decided(place = 'decider'): Promise<LocusOutcome> {
  const outcome = (await evolve(place)).loci.find((one) => one.locus === locus);
  if (outcome === undefined) throw new Error(`no outcome for ${locus}`);
  return outcome;
}

test('one lying host among three promotes nothing, and is named', async () => {
  await honest('lab-1', { successes: 20, rescues: 2 });
  await honest('lab-2', { successes: 20, rescues: 1 });
  lie('lab-3', [young, old]);
  const main = git('there', 'rev-parse', 'main');
  const outcome = await decided();
  expect(outcome).toMatchObject({ action: 'none', rival: young, wins: 1003, losses: 0, commit: null });
  expect(outcome.reason).toContain('not without those of fitness/lab-3: 2 hosts have to agree');
  expect(git('there', 'rev-parse', 'main')).toBe(main);
});

test('three honest hosts that saw the same promote it, and anyone can make the decision again', async () => {
  for (const name of ['lab-1', 'lab-2', 'lab-3']) await honest(name, { successes: 1, rescues: 6 });
  const outcome = await decided();
  expect(outcome).toMatchObject({
    action: 'promote',
    wins: 18,
    hosts: { for: 3, against: 0, of: 3, needed: 2 },
    commit: git('there', 'rev-parse', 'main'),
  });
  expect(await verifyDecision(path.join(fixture.root, 'decider'), 'origin/main')).toMatchObject({
    action: 'promote',
    hosts: { for: 3, of: 3, needed: 2 },
    unnamed: [],
  });
});

test('one lying host demotes nothing that works for the others', async () => {
  await fixture.change('promote', locus, young);
  fixture.git('push', '--quiet', 'there', 'main');
  for (const name of ['lab-1', 'lab-2']) await honest(name, { successes: 30 }, [old, young]);
  lie('lab-3', [old, young]);
  const main = git('there', 'rev-parse', 'main');
  const outcome = await decided();
  expect(outcome).toMatchObject({ action: 'none', dominant: young, rival: old });
  expect(git('there', 'rev-parse', 'main')).toBe(main);
  for (const name of ['lab-1', 'lab-2']) await honest(name, { rescues: 8 }, [old, young]);
  expect(await decided()).toMatchObject({ action: 'demote', dominant: young, hosts: { for: 3, needed: 2 } });
});

test('a commit that took the word of one is found out', async () => {
  await honest('lab-1', { successes: 20, rescues: 1 });
  await honest('lab-2', { successes: 20, rescues: 1 });
  lie('lab-3', [young, old]);
  await evolve('decider', true);
  // By the law of a phenotype that lets one host decide; then the same decision where two have to agree.
  const root = path.join(fixture.root, 'decider');
  const file = path.join(root, 'phenotypes', 'default.toml');
  const before = git('decider', 'show', 'HEAD:phenotypes/default.toml');
  const who = ['-c', 'user.name=E', '-c', 'user.email=e@e'];
  writeFileSync(file, `${before.replace('[hardware]', '[policy.hosts]\nlow = 1\n\n[hardware]')}\n`);
  git('decider', ...who, 'commit', '--quiet', '--all', '--message=lax');
  git('decider', 'push', '--quiet', 'origin', 'HEAD:main');
  expect(await decided('second')).toMatchObject({ action: 'promote', hosts: { for: 3, of: 3, needed: 1 } });
  const [lax, honestMain] = [git('there', 'rev-parse', 'main'), git('there', 'rev-parse', 'main~2')];
  await expect(verifyDecision(path.join(fixture.root, 'second'), lax)).resolves.toMatchObject({ hosts: { needed: 1 } });
  git('second', 'checkout', '--quiet', '-B', 'forged', honestMain);
  git('second', ...who, 'checkout', lax, '--', 'phenotypes/default.toml');
  const kept = path.join(fixture.root, 'second', 'phenotypes', 'default.toml');
  writeFileSync(
    kept,
    `${git('second', 'show', `${lax}:phenotypes/default.toml`).replace('[policy.hosts]\nlow = 1\n\n', '')}\n`,
  );
  git('second', ...who, 'commit', '--quiet', '--all', `--message=${git('second', 'log', '-1', '--format=%B', lax)}`);
  await expect(verifyDecision(path.join(fixture.root, 'second'), 'HEAD')).rejects.toMatchObject({
    code: 'decision-not-verified',
    details: { differences: [{ what: 'decision', expected: expect.stringContaining('fitness/lab-3') as string }] },
  });
});

test('a commit that names one ledger of three says that the others were there', async () => {
  await honest('lab-1', { successes: 20, rescues: 1 });
  await honest('lab-2', { successes: 20, rescues: 1 });
  lie('lab-3', [young, old]);
  const honestOnes = ['lab-1', 'lab-2'].map((name) => [name, git('there', 'rev-parse', `fitness/${name}`)] as const);
  for (const [name] of honestOnes) git('there', 'update-ref', '-d', `refs/heads/fitness/${name}`);
  expect(await decided()).toMatchObject({ action: 'promote', hosts: { for: 1, of: 1, needed: 1 } });
  for (const [name, oid] of honestOnes) git('decider', 'fetch', '--quiet', '../', `${oid}:refs/heads/fitness/${name}`);
  expect(await verifyDecision(path.join(fixture.root, 'decider'), 'origin/main')).toMatchObject({
    hosts: { of: 1, needed: 1 },
    unnamed: ['fitness/lab-1', 'fitness/lab-2'],
  });
});
