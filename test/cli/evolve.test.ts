import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { EvolveFixture } from '../evolution/evolve/evolve-fixture.ts';
import { sg, type SgResult } from '../helpers/sg.ts';

const fixture = new EvolveFixture();
const locus = 'bridge_create';

function run(...args: readonly string[]): Promise<SgResult> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('GIT_')));
  return sg(args, { cwd: fixture.root, env: env as Record<string, string> });
}

test('evolve decides, evolve verify makes the decision again, and a forged one exits with 3', async () => {
  await fixture.genome();
  fixture.rescues(locus, { right: fixture.seed(locus, 1), wrong: fixture.seed(locus, 0), count: 10 });
  const decided = await run('evolve', '--local', '--host', 'lab-1', '--json');
  expect(decided.status).toBe(0);
  expect(decided.json()).toMatchObject({ ok: true, loci: [{ locus, action: 'promote', commit: fixture.head() }, {}] });
  const verified = await run('evolve', 'verify', 'HEAD');
  expect(verified).toMatchObject({ status: 0, stderr: '' });
  expect(verified.stdout).toContain(`verified ${fixture.head().slice(0, 12)}: promote at ${locus}`);
  const message = fixture.git('log', '-1', '--format=%B').replace('Sg-Wins: 10', 'Sg-Wins: 99');
  writeFileSync(path.join(fixture.root, '.git', 'forged'), message);
  fixture.git('commit', '--quiet', '--amend', '--file=.git/forged');
  const forged = await run('evolve', 'verify', 'HEAD', '--json');
  expect(forged.status).toBe(3);
  expect(forged.json()).toMatchObject({
    error: {
      code: 'decision-not-verified',
      details: { differences: [{ what: 'Sg-Wins', expected: '10', found: '99' }] },
    },
  });
});
