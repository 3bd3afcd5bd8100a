import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, onTestFinished, test, vi } from 'vitest';
import { verifyDecision } from '../../../src/evolution/evolve/verify-decision.ts';
import type { EvolveResult, LocusOutcome } from '../../../src/evolution/evolve/evolve.ts';
import { checkProposal } from '../../../src/evolution/propose/check-proposal.ts';
import { checkReport } from '../../../src/evolution/propose/check-report.ts';
import { evolveAndPropose, type EvolveProposal } from '../../../src/evolution/propose/evolve-and-propose.ts';
import { startForge, type Forge } from '../../github/forge/forge.ts';
import { EvolveFixture } from '../evolve/evolve-fixture.ts';

vi.setConfig({ testTimeout: 120_000 });

const locus = 'bridge_create';
const planted = 'hunter2-hunter2-hunter2';

/** A genome on a forge, whose ledger says at risk high that a fallback is better than the dominant. */
class PromotionFixture extends EvolveFixture {
  forge!: Forge;

  async published(): Promise<void> {
    await this.genome();
    await this.edit(`contracts/genes/${locus}.sg`, /risk:?\s+\w+/, 'risk high');
    await this.put('.github/workflows/arena.yml', 'on: workflow_dispatch\n');
    this.commitAll('published');
    const forge = await startForge();
    this.forge = forge;
    forge.state.workflows.add('arena.yml');
    vi.stubEnv('SG_TOKEN', forge.token);
    onTestFinished(async () => {
      vi.unstubAllEnvs();
      await forge.close();
      expect(forge.contradictions).toEqual([]);
    });
    this.git('remote', 'add', 'origin', forge.remote);
    await this.push('main');
    this.rescues(locus, { right: this.seed(locus, 1), wrong: this.seed(locus, 0), count: 10 });
  }

  /** Not synchronously: the forge answers in this very process. */
  async push(...refs: readonly string[]): Promise<void> {
    await this.remotely('push', '--quiet', '--force', ...refs);
  }

  async remotely(command: string, ...args: readonly string[]): Promise<void> {
    const to = this.forge.remote.replace('//', `//x:${this.forge.token}@`);
    const [options, refs] = [args.filter((arg) => arg.startsWith('-')), args.filter((arg) => !arg.startsWith('-'))];
    await promisify(execFile)('git', [command, ...options, to, ...refs], { cwd: this.root, timeout: 20_000 });
  }

  propose(step?: EvolveProposal['step']): Promise<EvolveResult> {
    const { forge } = this;
    const env = { GITHUB_TOKEN: forge.token, GITHUB_API_URL: forge.apiUrl, MY_API_KEY: planted };
    const github = { unpaced: true, backOffMs: 20, patienceSeconds: 1, timeoutMs: 10_000 };
    const place = { env, github, remote: 'origin', base: 'main', ...(step === undefined ? {} : { step }) };
    return evolveAndPropose(this.root, () => this.evolve(), place);
  }

  async outcome(): Promise<LocusOutcome> {
    return (await this.propose()).loci.find((one) => one.locus === locus)!;
  }
}

const fixture = new PromotionFixture();

test('at risk high it is one labelled pull request with its evidence and a check under way, however often', async () => {
  await fixture.published();
  const { forge } = fixture;
  const [old, young] = [fixture.seed(locus, 0), fixture.seed(locus, 1)];
  const first = await fixture.outcome();
  expect(first).toMatchObject({ action: 'propose', commit: null, pullRequest: { number: 1, state: 'opened' } });
  const { name, commit } = first.branch!;
  expect(name).toMatch(new RegExp(`^promotion/${locus}/[0-9a-f]{12}$`));
  expect(await forge.state.git.sha(name)).toBe(commit);
  expect(fixture.git('rev-parse', 'main', `${commit}~1`).trim().split('\n')).toEqual([fixture.head(), fixture.head()]);
  const [pull] = forge.state.pulls;
  expect(pull).toMatchObject({
    head: name,
    base: 'main',
    title: `${locus}: promote ${young.slice(0, 12)} in default`,
    labels: ['sg', 'promotion', `locus:${locus}`, 'risk:high'],
  });
  for (const part of [
    'right on 10 inputs that the dominant got wrong, and wrong on 0',
    'M = 186.0909, needed',
    '| `lab-1` | 10 | 0 | 10 of 10 (60–100 %) | 0 of 10 (0–40 %) |',
    `+dominant = "${young}"`,
    `-dominant = "${old}"`,
    "One host's word decides, as no other runs it.",
    'One person has to agree',
    `sg evolve verify ${commit}`,
  ]) {
    expect(pull?.body).toContain(part);
  }
  expect(forge.state.dispatches).toMatchObject([{ workflow: 'arena.yml', inputs: { number: '1', head: commit } }]);
  const before = forge.requests.length;
  expect(await fixture.outcome()).toMatchObject({
    branch: { created: false },
    pullRequest: { number: 1, state: 'open' },
  });
  expect(forge.requests.slice(before).filter((request) => !/^GET|git-/.test(request))).toEqual([]);
  expect(JSON.stringify([forge.state.pulls, forge.state.comments])).not.toContain(planted);
});

test('the check makes it again from git, and refuses what is not as evidence says', async () => {
  await fixture.published();
  const { name, commit } = (await fixture.outcome()).branch!;
  const place = { start: fixture.root, base: 'main', remote: 'origin', branch: name, allowWeaker: false };
  const good = await checkProposal({ ...place, head: commit });
  expect(good).toMatchObject({ conclusion: 'success', promotion: { action: 'promote', person: true }, faults: [] });
  expect(checkReport(good)).toMatchObject({ title: 'The decision was made again, and is the same' });
  expect(checkReport(good).summary).toContain('| `Sg-Wins` | `10` |');
  fixture.git('checkout', '--quiet', name);
  await fixture.put('README.md', 'rides along\n');
  fixture.git('commit', '--quiet', '--all', '--amend', '--no-edit');
  const forged = await checkProposal({ ...place, head: fixture.head() });
  expect(forged).toMatchObject({ conclusion: 'failure', promotion: null });
  expect(checkReport(forged).summary).toContain('README.md');
  fixture.git('commit', '--quiet', '--allow-empty', '--message=one more');
  expect(await checkProposal({ ...place, head: fixture.head() })).toMatchObject({ conclusion: 'failure' });
});

test('what a person closes stays closed; what a person merges is a decision like any other', async () => {
  await fixture.published();
  const { forge } = fixture;
  await fixture.outcome();
  forge.state.pulls[0]!.state = 'closed';
  expect(await fixture.outcome()).toMatchObject({ pullRequest: { number: 1, state: 'declined' } });
  expect(forge.state.pulls).toHaveLength(1);
  forge.state.pulls[0]!.state = 'open';
  const { name, commit } = (await fixture.outcome()).branch!;
  await forge.state.git.merge('main', name, 'Merge');
  Object.assign(forge.state.pulls[0]!, { state: 'closed', merged: true });
  expect(await fixture.outcome()).toMatchObject({ pullRequest: { number: 1, state: 'merged' } });
  await fixture.remotely('pull', '--quiet', '--ff-only', 'main');
  expect(await verifyDecision(fixture.root, commit)).toMatchObject({ action: 'promote', person: true });
  expect(await fixture.propose()).toMatchObject({ loci: [{ action: 'none', branch: null }, {}], withdrawn: [] });
});

test('one that time has overtaken is closed with a word, and opened again when it is asked for again', async () => {
  await fixture.published();
  const { forge } = fixture;
  await fixture.outcome();
  const main = fixture.head();
  await fixture.change('fallback', locus, fixture.seed(locus, 2), { at: 1 });
  const second = await fixture.propose();
  expect(second).toMatchObject({ loci: [{ pullRequest: { number: 2, state: 'opened' } }, {}], withdrawn: [1] });
  expect(forge.state.pulls.map(({ state }) => state)).toEqual(['closed', 'open']);
  expect(forge.state.comments).toMatchObject([{ issue: 1 }]);
  expect(forge.state.comments[0]?.body).toContain('expresses something else');
  expect((await fixture.propose()).withdrawn).toEqual([]);
  fixture.git('update-ref', 'refs/heads/main', main);
  fixture.git('restore', '--staged', '--worktree', '.');
  const third = await fixture.propose();
  expect(third).toMatchObject({ loci: [{ pullRequest: { number: 1, state: 'reopened' } }, {}], withdrawn: [2] });
  expect(forge.state.pulls.map(({ state }) => state)).toEqual(['open', 'closed']);
  expect(forge.state.pulls[0]?.body).not.toContain('withdrawn');
});

test('ended between any two steps and run again, there is no second branch, pull request or comment', async () => {
  await fixture.published();
  const { forge } = fixture;
  const ended: string[] = [];
  const step = (name: string): void => {
    if (ended.includes(name)) return;
    ended.push(name);
    throw new Error(`ended after ${name}`);
  };
  let result: EvolveResult | undefined;
  for (let runs = 0; result === undefined && runs < 10; runs += 1) {
    result = await fixture.propose(step).catch((error: unknown) => {
      expect(String(error)).toBe(`Error: ended after ${ended.at(-1) ?? ''}`);
      return undefined;
    });
  }
  expect(ended).toEqual(['pushed', 'opened', 'dispatched']);
  expect(result?.loci[0]).toMatchObject({ pullRequest: { number: 1, state: 'open' } });
  expect(forge.state.pulls).toHaveLength(1);
  expect(fixture.git('branch', '--list', 'promotion/*').trim().split('\n')).toHaveLength(1);
});
