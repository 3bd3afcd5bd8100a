import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { pushLedger, type PushLedgerRequest } from '../../../src/evolution/exchange/push-ledger.ts';
import { commitTree } from '../../../src/git/commit-tree.ts';
import { findRepository } from '../../../src/git/repository.ts';
import { LedgerWriter } from '../../../src/ledger/ledger-writer.ts';
import { readPublished } from '../../../src/ledger/read-published.ts';
import { sha256 } from '../../../src/model/digest.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { storeCase } from '../../../src/organism/cases/case-store.ts';
import { environment, git, Publisher, SharedForge } from '../../organism/host/host-fixture.ts';

const locus = 'bridge_create';
const allele = 'a'.repeat(64);

const shared = SharedForge.forFile();

beforeEach(async () => {
  const refs = await git(shared.forge.state.git.dir, 'for-each-ref', '--format=%(refname)', 'refs/heads/fitness');
  for (const ref of refs.split('\n').filter(Boolean)) await git(shared.forge.state.git.dir, 'update-ref', '-d', ref);
});

/** A machine with a ledger. */
class Machine {
  readonly root = Publisher.make(shared.template).root;
  #runs = 0;

  learn(error = 'exception: it broke'): void {
    const ledger = path.join(this.root, '.sg', 'ledger');
    mkdirSync(ledger, { recursive: true });
    const writer = new LedgerWriter(ledger);
    const run = `run-${(this.#runs += 1)}`;
    const one = { run, attempt: 1, at: 1, locus, allele };
    writer.add({ t: 'run', run, at: 1, target: locus, phenotype: 'default', kernel: 'mock', pid: process.pid });
    writer.add({ t: 'intent', ...one, step: '1', contract: sha256('contract'), input: sha256(run) });
    writer.add({ t: 'outcome', ...one, outcome: 'gene-failure', operations: 1, error });
    writer.add({ t: 'end', run, at: 1, ok: false, rolledBack: true });
    writer.close();
  }

  case(more: JsonObject = {}): Promise<string> {
    const value = { version: 1, locus, capture: 'full', input: { name: 'br0' }, attempts: [], ...more };
    return storeCase(path.join(this.root, '.sg', 'cases'), locus, value);
  }

  push(request: Partial<PushLedgerRequest> = {}): ReturnType<typeof pushLedger> {
    const limits = { attempts: 2, pauseMs: 1 };
    return pushLedger(this.root, {
      remote: 'origin',
      host: 'lab-1',
      phenotype: 'default',
      takeOver: false,
      dryRun: false,
      limits,
      ...request,
    });
  }

  policy(capture: string): void {
    const file = path.join(this.root, 'phenotypes', 'default.toml');
    const text = readFileSync(file, 'utf8').replace(/^capture = .*\n/m, '');
    writeFileSync(file, text.replace(/^\[policy\]\n/m, `[policy]\ncapture = "${capture}"\n`));
  }
}

function there(file: string, ref = 'fitness/lab-1'): Promise<string> {
  return git(shared.forge.state.git.dir, 'show', `${ref}:${file}`);
}

async function files(): Promise<readonly string[]> {
  return (await git(shared.forge.state.git.dir, 'ls-tree', '-r', '--name-only', 'fitness/lab-1')).split('\n');
}

describe('sg push', () => {
  it('gives ledger and cases to the host’s own branch, which only grows', async () => {
    const machine = new Machine();
    machine.learn();
    const name = path.basename(await machine.case());

    const first = await machine.push();

    expect(first).toMatchObject({ pushed: true, changed: true, cases: 1, withheld: [] });
    expect(await git(shared.forge.state.git.dir, 'rev-parse', 'fitness/lab-1')).toBe(first.commit);
    expect(JSON.parse(await there(`cases/${name}`))).toMatchObject({ locus });
    const repository = await findRepository(machine.root);
    const states = await readPublished(await commitTree(repository, first.commit ?? ''));
    expect(states[0]?.tallies.get(locus)?.get(allele)?.outcomes['gene-failure']).toBe(1);

    expect(await machine.push()).toMatchObject({ changed: false, commit: first.commit, cases: 0 });
    machine.learn();
    const second = await machine.push();
    expect(await git(shared.forge.state.git.dir, 'rev-parse', 'fitness/lab-1^')).toBe(first.commit);
    expect(second.pushed).toBe(true);
  });

  it('keeps the commits while the remote is away, and brings them all later', async () => {
    const machine = new Machine();
    machine.learn();
    const away = { remote: 'http://127.0.0.1:1/genome.git' };

    await expect(machine.push(away)).rejects.toMatchObject({
      code: 'remote-unreachable',
      exitStatus: 4,
      hint: expect.stringContaining('next `sg push`') as string,
    });
    machine.learn();
    await expect(machine.push(away)).rejects.toMatchObject({ code: 'remote-unreachable' });

    expect(await machine.push()).toMatchObject({ pushed: true });
    expect(await git(shared.forge.state.git.dir, 'rev-list', '--count', 'fitness/lab-1')).toBe('2');
  });

  it('notices another machine of the same name, and takes over only when told', async () => {
    const [one, other] = [new Machine(), new Machine()];
    one.learn();
    other.learn();
    const { commit } = await one.push();

    await expect(other.push()).rejects.toMatchObject({ code: 'host-name-taken', exitStatus: 2 });
    expect(await git(shared.forge.state.git.dir, 'rev-parse', 'fitness/lab-1')).toBe(commit);
    expect(await other.push({ host: 'lab-2' })).toMatchObject({ pushed: true });
    expect(await other.push({ takeOver: true })).toMatchObject({ pushed: true });
    expect(await git(shared.forge.state.git.dir, 'merge-base', '--is-ancestor', commit ?? '', 'fitness/lab-1')).toBe(
      '',
    );
    one.learn();
    await expect(one.push()).rejects.toMatchObject({ code: 'host-name-taken' });
  });

  it('goes on after its local branch was lost', async () => {
    const machine = new Machine();
    machine.learn();
    const { commit } = await machine.push();
    await git(machine.root, 'update-ref', '-d', 'refs/heads/fitness/lab-1');
    machine.learn();

    expect(await machine.push()).toMatchObject({ pushed: true });
    expect(await git(shared.forge.state.git.dir, 'rev-parse', 'fitness/lab-1^')).toBe(commit);
  });

  it.each([
    ['full', ['full', 'redacted', 'digest']],
    ['redacted', ['redacted', 'digest']],
    ['digest', ['digest']],
  ])('lets no case go that holds more than the policy %s allows', async (policy, allowed) => {
    const machine = new Machine();
    const kept = {
      full: await machine.case(),
      redacted: await machine.case({ capture: 'redacted', redaction: { version: 1, replays: true } }),
      digest: await machine.case({ capture: 'digest', input: sha256('input') }),
      // From before anything was redacted: it says so, and is not.
      whole: await machine.case({ capture: 'redacted' }),
    };
    machine.policy(policy);

    const result = await machine.push();

    const names = Object.entries(kept).map(([kind, file]) => [kind, path.basename(file)] as const);
    const leaves = names.flatMap(([kind, name]) => (allowed.includes(kind) ? [`cases/${name}`] : []));
    const stays = names.flatMap(([kind, name]) => (allowed.includes(kind) ? [] : [{ case: name, reason: 'policy' }]));
    expect((await files()).filter((name) => name.startsWith('cases/')).sort()).toEqual(leaves.sort());
    expect([...result.withheld].sort((a, b) => (a.case < b.case ? -1 : 1))).toEqual(
      stays.sort((a, b) => (a.case < b.case ? -1 : 1)),
    );
    expect(result.cases).toBe(leaves.length);
  });

  it('a planted secret stays, wherever it was planted', async () => {
    const secret = 'planted-secret-value-1';
    environment('ANTHROPIC_API_KEY', secret);
    const machine = new Machine();
    machine.learn(`exception: ${secret}`);
    await machine.case();
    const leaky = path.basename(await machine.case({ input: { name: secret } }));
    const encoded = path.basename(await machine.case({ input: { name: Buffer.from(secret).toString('base64') } }));

    const result = await machine.push();

    expect(result.withheld.map((each) => each.case).sort()).toEqual([leaky, encoded].sort());
    expect(result.withheld.every(({ reason }) => reason === 'secret')).toBe(true);
    const all = await Promise.all((await files()).map((file) => there(file)));
    expect(all.length).toBeGreaterThan(2);
    const everything = [
      ...all,
      JSON.stringify(result),
      await git(shared.forge.state.git.dir, 'log', '--format=%B', 'fitness/lab-1'),
    ];
    for (const text of everything) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(shared.forge.token);
      expect(text).not.toContain(Buffer.from(secret).toString('base64').replace(/=+$/, ''));
    }
    const config = readFileSync(path.join(machine.root, '.git', 'config'), 'utf8');
    expect(config).not.toContain(shared.forge.token);
  });

  it('leaves out what is no case', async () => {
    const machine = new Machine();
    const file = await machine.case();
    writeFileSync(file, readFileSync(file, 'utf8').replace('br0', 'br1'));
    expect(await machine.push()).toMatchObject({
      commit: null,
      withheld: [expect.objectContaining({ reason: 'damaged' })],
    });
  });

  it('tells what would go', async () => {
    const machine = new Machine();
    machine.learn();
    expect(await machine.push({ dryRun: true })).toMatchObject({ changed: true, pushed: false, commit: null });
    expect(await git(shared.forge.state.git.dir, 'for-each-ref', 'refs/heads/fitness')).toBe('');
  });
});
