import { expect, test } from 'vitest';
import { commitChanges } from '../../src/git/commit-changes.ts';
import { readCommit, readLog } from '../../src/git/read-log.ts';
import { formatMessage } from '../../src/git/trailers.ts';
import { changes, GitFixture } from './git-fixture.ts';

const fixture = new GitFixture();

test('reads what sg and git committed, newest first and no more than asked for', async () => {
  const repository = await fixture.repository({ a: '1' });
  const message = formatMessage({
    subject: 'promote bridge_uplink 3f2a',
    body: 'It won.',
    trailers: [
      { key: 'Sg-Locus', value: 'bridge_uplink' },
      { key: 'Sg-Wins', value: '12' },
    ],
  });
  await commitChanges(repository, { ref: 'HEAD', changes: changes({ a: '2' }), message });
  fixture.git('commit', '-q', '--allow-empty', '-m', 'by hand');
  fixture.git('gc', '-q');
  const log = await readLog(repository, 'main', 2);
  expect(log.map(({ subject }) => subject)).toEqual(['by hand', 'promote bridge_uplink 3f2a']);
  expect(log[1]).toMatchObject({
    parents: [fixture.git('rev-parse', 'HEAD~2').trim()],
    author: { name: 'Ada Tester', email: 'ada@example.org' },
    message,
    trailers: [
      { key: 'Sg-Locus', value: 'bridge_uplink' },
      { key: 'Sg-Wins', value: '12' },
    ],
  });
  expect(await readCommit(repository, log[1]!.oid)).toEqual(log[1]);
  expect(fixture.git('log', '-1', '--format=%(trailers:key=Sg-Locus,valueonly)', log[1]!.oid).trim()).toBe(
    'bridge_uplink',
  );
});

test('a shallow clone ends where it was cut', async () => {
  await fixture.repository({ a: '1' });
  fixture.git('commit', '-q', '--allow-empty', '-m', 'second');
  fixture.git('clone', '-q', '--depth=1', `file://${fixture.root}`, 'clone');
  const { findRepository } = await import('../../src/git/repository.ts');
  const clone = await findRepository(`${fixture.root}/clone`);
  expect((await readLog(clone, 'HEAD')).map(({ subject }) => subject)).toEqual(['second']);
});

test("an unknown ref is the caller's mistake", async () => {
  const repository = await fixture.repository({ a: '1' });
  await expect(readLog(repository, 'nothing')).rejects.toMatchObject({ code: 'unknown-ref', exitStatus: 2 });
});
