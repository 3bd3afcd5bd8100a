import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../helpers/project-root.ts';
import { readWorkflow, type Job } from './runner/workflow.ts';

const folder = path.join(projectRoot, '.github', 'workflows');
const files = readdirSync(folder);
const forGenomes = files.filter((name) => name !== 'ci.yml');

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

it('a key is in one job only, which runs on what is in main', () => {
  const holders = files.filter((name) => readFileSync(path.join(folder, name), 'utf8').includes('secrets.'));
  expect(holders).toEqual(['mutate.yml']);
  const { on, jobs: all } = readWorkflow(path.join(folder, 'mutate.yml'));
  expect(Object.keys(on)).not.toContain('pull_request');
  expect(all['find']).not.toMatchObject({ environment: 'mutation' });
  expect(all['propose']).toMatchObject({ environment: 'mutation' });
  expect(all['propose']?.steps[0]?.with).toMatchObject({ ref: 'main', 'persist-credentials': false });
});

it('what looks at a stranger may write nothing, and what writes looks at no stranger', () => {
  const { judge, report } = readWorkflow(path.join(folder, 'arena.yml')).jobs;
  expect(judge?.permissions).toEqual({ contents: 'read' });
  expect(report?.permissions).toEqual({ contents: 'read', checks: 'write' });
  expect(JSON.stringify(judge)).not.toContain('token');
  expect(JSON.stringify(report?.steps)).not.toMatch(/head\.sha|inputs\.head/);
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
