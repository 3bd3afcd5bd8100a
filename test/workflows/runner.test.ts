import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { startForge, type Forge } from '../github/forge/forge.ts';
import { condition, interpolate } from './runner/expression.ts';
import { runWorkflow, type WorkflowEvent, type WorkflowResult } from './runner/run-workflow.ts';

const checkout = 'actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683';
const dispatch: WorkflowEvent = { name: 'workflow_dispatch' };
let forge: Forge;
let folder: string;

beforeEach(async () => {
  forge = await startForge();
  folder = mkdtempSync(path.join(tmpdir(), 'sg-runner-test-'));
  onTestFinished(async () => {
    await forge.close();
    rmSync(folder, { recursive: true, force: true });
  });
  await git('init', '--quiet', '--initial-branch=main');
  writeFileSync(path.join(folder, 'here'), 'yes\n');
  await git('add', '.');
  await git('-c', 'user.name=A', '-c', 'user.email=a@example.com', 'commit', '--quiet', '-m', 'first');
  await git('push', '--quiet', forge.remote.replace('//', `//x:${forge.token}@`), 'main');
});

async function git(...args: readonly string[]): Promise<void> {
  await promisify(execFile)('git', args, { cwd: folder, timeout: 20_000 });
}

function run(text: string, event = dispatch): Promise<WorkflowResult> {
  const file = path.join(folder, 'workflow.yml');
  writeFileSync(file, text);
  return runWorkflow(file, { forge, event, machine: { PATH: process.env['PATH'] ?? '', HOME: folder } });
}

it('runs steps as written, one after the other, until one fails', async () => {
  const { ok, jobs, log } = await run(`
name: test
on:
  workflow_dispatch:
    inputs:
      who: { default: world }
permissions:
  contents: read
env:
  WHO: \${{ inputs.who }}
jobs:
  first:
    runs-on: ubuntu-latest
    outputs:
      said: \${{ steps.say.outputs.said }}
    steps:
      - uses: ${checkout}
      - id: say
        run: |
          cat here
          echo "said=hello $WHO" >> "$GITHUB_OUTPUT"
          echo "# Said" >> "$GITHUB_STEP_SUMMARY"
      - run: |
          false
          echo not reached
      - run: echo skipped
      - if: \${{ always() }}
        run: echo at last
  second:
    needs: first
    if: \${{ always() && needs.first.result == 'failure' }}
    runs-on: ubuntu-latest
    env:
      SAID: \${{ needs.first.outputs.said }}
    steps:
      - run: echo "heard $SAID"
  third:
    needs: first
    runs-on: ubuntu-latest
    steps:
      - run: echo never
`);
  expect(ok).toBe(false);
  expect(jobs.get('first')).toMatchObject({ status: 'failure', outputs: { said: 'hello world' }, summary: '# Said\n' });
  expect(jobs.get('second')?.status).toBe('success');
  expect(jobs.get('third')?.status).toBe('skipped');
  expect(log).toContain('yes\n');
  expect(log).toContain('at last');
  expect(log).toContain('heard hello world');
  expect(log).not.toMatch(/not reached\n|skipped\n|never\n/);
});

it('a job can do what its permissions name and nothing else', async () => {
  const push = `
name: test
on:
  workflow_dispatch:
permissions: {}
jobs:
  push:
    runs-on: ubuntu-latest
    permissions: { contents: LEVEL }
    env:
      TOKEN: \${{ github.token }}
    steps:
      - uses: ${checkout}
      - run: git push -q origin HEAD:refs/heads/other
      - run: |
          node -e '
            const { TOKEN, GITHUB_API_URL: api, GITHUB_REPOSITORY: repository } = process.env;
            fetch(api + "/repos/" + repository + "/pulls", { headers: { authorization: "Bearer " + TOKEN } })
              .then(({ status }) => console.log("pull requests: " + status));
          '
`;
  const reader = await run(push.replace('LEVEL', 'read'));
  expect(reader.log).toContain('403');
  expect(await forge.state.git.sha('other')).toBeUndefined();
  const writer = await run(push.replace('LEVEL', 'write'));
  expect(await forge.state.git.sha('other')).toBe(await forge.state.git.sha('main'));
  expect(writer.ok).toBe(true);
  expect(writer.log).toContain('pull requests: 403');
});

it('a matrix runs a job for each combination, and refuses what it does not understand', async () => {
  const { log } = await run(`
name: test
on:
  workflow_dispatch:
jobs:
  all:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        locus: \${{ fromJSON('["a", "b"]') }}
    steps:
      - env:
          LOCUS: \${{ matrix.locus }}
        run: echo "locus $LOCUS"
`);
  expect(log).toContain('locus a');
  expect(log).toContain('locus b');
  await expect(run('name: x\non: { push: null }\njobs: {}\n')).rejects.toThrow('does not start on');
});

it("knows GitHub's expressions as far as they are used", () => {
  const scope = {
    contexts: { github: { ref: 'refs/heads/main', nothing: null }, inputs: { count: 3, on: true } },
    failed: true,
  };
  expect(interpolate('${{ inputs.count }}', scope)).toBe(3);
  expect(
    interpolate("a-${{ github.head || github.ref }}-${{ github['ref'] == 'REFS/heads/main' && 'x' }}", scope),
  ).toBe('a-refs/heads/main-x');
  expect(interpolate("${{ !startsWith(github.ref, 'refs/tags/') && contains('abc', 'b') }}", scope)).toBe(true);
  expect(condition('inputs.on', scope)).toBe(false);
  expect(condition('${{ always() && inputs.on }}', scope)).toBe(true);
  expect(() => interpolate('${{ hashFiles(1) }}', scope)).toThrow('does not understand');
  expect(() => interpolate('${{ unknown.thing }}', scope)).toThrow('does not understand');
});
