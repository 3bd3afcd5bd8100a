import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../helpers/project-root.ts';
import { readWorkflow, type Job } from './runner/workflow.ts';

const folder = path.join(projectRoot, '.github', 'workflows');
const files = readdirSync(folder);
/** These are sg's own; the others are for genome repositories. */
const forGenomes = files.filter((name) => !['ci.yml', 'release.yml'].includes(name));

function jobs(name: string): readonly Job[] {
  return Object.values(readWorkflow(path.join(folder, name)).jobs);
}

describe.each(files)('%s', (name) => {
  const workflow = readWorkflow(path.join(folder, name));
  const text = readFileSync(path.join(folder, name), 'utf8');

  it('may do nothing but what each job names', () => {
    if (name === 'ci.yml') expect(workflow.permissions).toEqual({ contents: 'read' });
    else {
      expect(workflow.permissions).toEqual({});
      for (const job of jobs(name)) expect(job.permissions).toBeDefined();
    }
  });

  it('ends: every job has a time limit, and runs do not pile up', () => {
    for (const job of jobs(name)) expect(job['timeout-minutes']).toBeLessThanOrEqual(60);
    expect(workflow.concurrency?.group).toBeDefined();
  });

  it('pins actions by commit and says which version that is', () => {
    const uses = text.split('\n').filter((line) => /^\s*(?:- )?uses:/.test(line));
    expect(uses.length).toBeGreaterThan(0);
    for (const line of uses) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('puts no expression into a script', () => {
    for (const { steps } of jobs(name)) {
      for (const { run } of steps) expect(run ?? '').not.toContain('${{');
    }
  });
});

it.each([
  { secret: 'ANTHROPIC_API_KEY', environment: 'mutation', holders: { 'mutate.yml': ['propose'] } },
  { secret: 'OPENAI_API_KEY', environment: 'mutation', holders: { 'mutate.yml': ['propose'] } },
  {
    secret: 'SG_PUSH_TOKEN',
    environment: 'publication',
    holders: { 'evolve.yml': ['evolve'], 'publish.yml': ['publish'] },
  },
])('$secret is only in jobs of its environment, which run on what is in main', ({ secret, environment, holders }) => {
  const found: Record<string, readonly string[]> = {};
  for (const name of files) {
    const { on, jobs: all } = readWorkflow(path.join(folder, name));
    const inside = Object.entries(all).filter(([, job]) => JSON.stringify(job).includes(`secrets.${secret}`));
    if (inside.length === 0) continue;
    found[name] = inside.map(([job]) => job);
    expect(Object.keys(on)).not.toContain('pull_request');
    for (const [, job] of inside) {
      expect(job).toMatchObject({ environment });
      expect(job.steps[0]?.with).toMatchObject({ ref: 'main', 'persist-credentials': false });
    }
  }
  expect(found).toEqual(holders);
});

it('no other secret is asked for', () => {
  const named = files.flatMap((name) => [
    ...readFileSync(path.join(folder, name), 'utf8').matchAll(/secrets\.([A-Z_]+)/g),
  ]);
  expect(new Set(named.map(([, secret]) => secret))).toEqual(
    new Set(['ANTHROPIC_API_KEY', 'OPENAI_API_KEY', 'SG_PUSH_TOKEN']),
  );
});

it('the token that may push is in no step in which an allele runs beside it', () => {
  const steps = Object.values(readWorkflow(path.join(folder, 'evolve.yml')).jobs).flatMap((job) => job.steps);
  const holding = steps.filter(({ env }) => JSON.stringify(env ?? {}).includes('SG_PUSH_TOKEN'));
  expect(holding.map(({ name }) => name)).toEqual(['Decide', 'Publish what was decided']);
  for (const { run = '' } of holding) {
    for (const [line] of run.matchAll(/^.*sg evolve.*$/gm)) expect(line).toContain('env -u GITHUB_TOKEN');
  }
});

it('what looks at a stranger may write nothing, and what writes looks at no stranger', () => {
  const { judge, report } = readWorkflow(path.join(folder, 'arena.yml')).jobs;
  expect(judge?.permissions).toEqual({ contents: 'read' });
  expect(report?.permissions).toEqual({ contents: 'read', checks: 'write' });
  expect(JSON.stringify(judge)).not.toContain('token');
  expect(JSON.stringify(report?.steps)).not.toMatch(/head\.sha|inputs\.head/);
});

it('who may publish a release runs npm and nothing else, after a person agreed', () => {
  const { pack, publish } = readWorkflow(path.join(folder, 'release.yml')).jobs;
  expect(pack?.permissions).toEqual({ contents: 'read' });
  expect(publish).toMatchObject({ permissions: { 'id-token': 'write' }, environment: 'release' });
  expect(publish?.steps.flatMap(({ run }) => run ?? [])).toEqual([
    'npm publish --ignore-scripts --provenance --access public ./release/*.tgz',
  ]);
  expect(JSON.stringify(publish?.steps)).not.toContain('checkout');
});

it.each(forGenomes)('%s can be called from another repository', (name) => {
  expect(readWorkflow(path.join(folder, name)).on).toHaveProperty('workflow_call');
});

it('sg is installed in the same way everywhere', () => {
  const scripts = forGenomes.flatMap((name) => jobs(name).flatMap(({ steps }) => steps));
  const installs = scripts.filter((step) => step.name === 'Install sg').map(({ run }) => run);
  expect(installs.length).toBe(forGenomes.length + 1);
  expect(new Set(installs).size).toBe(1);
});
