import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Story } from './story.ts';

const quiet = { chapter: () => undefined, scene: () => undefined, step: () => undefined };
let folder: string;
let story: Story;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sg-story-'));
  story = await Story.begin({ folder, teller: quiet });
});

afterAll(async () => {
  await story.end();
  rmSync(folder, { recursive: true, force: true });
});

// Each chapter goes on where the one before ended.
describe('from a failure on a host to a promoted allele', () => {
  it('a genome repository holds what it promises, and is published', async () => {
    await story.repository();
    await story.workflow('genome', { name: 'push' });
    expect(await story.forge.state.git.sha('phenotype/default')).toBeDefined();
  });

  it('a host fails its convergence check, undoes everything, and pushes the case', async () => {
    const { status, stdout } = await story.failure();
    expect(status).toBe(1);
    expect(stdout).toContain('check_neighbours');
    await story.pushLedger(story.hosts[0]);
    const files = await story.forge.state.git.git('ls-tree', '-r', '--name-only', 'fitness/rack-12');
    expect(files).toMatch(/^cases\/bridge_uplink-[0-9a-f]+\.json$/m);
  });

  it('the mutate workflow proposes an answer that passed the arena', async () => {
    await story.proposal();
    const [pull, ...others] = story.forge.state.pulls;
    expect(others).toEqual([]);
    expect(pull?.labels).toEqual(['sg', 'locus:bridge_uplink', 'risk:medium']);
    for (const part of [
      '## What failed',
      'check_neighbours',
      '+  if (moving',
      '## Evidence',
      '## Risk',
      '## How to recompute',
    ]) {
      expect(pull?.body).toContain(part);
    }
  });

  it('asked again, it neither asks nor opens anything', async () => {
    const before = await story.forge.state.git.git('for-each-ref', 'refs/heads');
    await story.proposal();
    expect(story.forge.state.pulls).toHaveLength(1);
    expect(story.forge.state.comments).toEqual([]);
    expect(await story.forge.state.git.git('for-each-ref', 'refs/heads')).toBe(before);
  });

  it('the arena workflow makes the same evidence again and says so on the head commit', async () => {
    await story.check();
    const head = await story.forge.state.git.sha(story.forge.state.pulls[0]?.head ?? '');
    expect(story.forge.state.checks).toMatchObject([{ name: 'sg arena', headSha: head, conclusion: 'success' }]);
  });

  it('and refuses a proposal whose allele was touched', async () => {
    const { head, result } = await story.forgery();
    expect(result.jobs.get('judge')?.status).toBe('failure');
    expect(result.jobs.get('report')?.status).toBe('success');
    expect(story.forge.state.checks.find(({ headSha }) => headSha === head)).toMatchObject({ conclusion: 'failure' });
  });

  it('merged and published, it wins on the hosts', async () => {
    await story.merge();
    const runs = await story.rescues();
    expect(runs.map(({ status }) => status)).toEqual(runs.map(() => 0));
  });

  it('of two evolves at once one promotes it, and the decision can be made again from git alone', async () => {
    await story.evolution(2);
    const subjects = await story.forge.state.git.git('log', '--format=%s', 'main');
    expect(subjects.match(/: promote /g)).toHaveLength(1);
    const message = await story.forge.state.git.git('log', '-1', '--format=%B', 'main');
    expect(message).toMatch(/^Sg-Wins: 18$/m);
    expect(message).toMatch(/^Sg-Hosts: for=3 against=0 of=3 needed=2$/m);
    expect(message).toMatch(/^Sg-Ledger:( fitness\/rack-1[234]@[0-9a-f]{40}){3}$/m);
    const [verified, log, run] = await story.epilogue();
    expect([verified?.status, log?.status, run?.status]).toEqual([0, 0, 0]);
    expect(log?.stdout).toContain('promoted');
    expect(log?.stdout).toContain('Answers unhealthy (check_neighbours)');
  });

  it('GitHub would have understood every request', () => {
    expect(story.forge.contradictions).toEqual([]);
  });

  it('no secret is anywhere: not in what was printed, not in git, not in pull requests', async () => {
    const { pulls, comments, checks } = story.forge.state;
    const everything = [
      await story.allOfGit(),
      ...story.cast.heard,
      ...story.logs,
      JSON.stringify([pulls, comments, checks]),
    ].join('\n');
    for (const secret of story.secrets) expect(everything.includes(secret), secret.slice(0, 8)).toBe(false);
    expect(everything).not.toMatch(/job-token-/);
  });
});
