import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { locusLog, type LocusLog, type LocusLogRequest } from '../../../src/organism/history/locus-log.ts';
import { HistoryFixture } from './history-fixture.ts';

const fixture = new HistoryFixture();
const locus = 'bridge_create';

function log(request: Partial<LocusLogRequest> = {}, root = fixture.root): Promise<LocusLog> {
  return locusLog(root, { locus, phenotype: 'default', ref: 'HEAD', limit: 100, ...request });
}

const kinds = ({ events }: LocusLog): readonly string[] => events.map((event) => event.kinds.join('+'));

test('tells births, expression, promotion and demotion with their reasons, newest first', async () => {
  await fixture.genome();
  const [first, second] = [fixture.seed(locus, 0), fixture.seed(locus, 1)];
  const note = 'Announces the address';
  const parents = [first];
  const mutant = await fixture.born(locus, '// mutant\n', { origin: 'mutation', generation: 1, parents, note });
  await fixture.change('promote', locus, mutant, { reason: 'seen in the lab' });
  await fixture.change('promote', 'bridge_uplink', fixture.seed('bridge_uplink', 1));
  await fixture.change('demote', locus, mutant, { reason: 'flaps' });
  const result = await log();
  expect(kinds(result)).toEqual(['demoted', 'promoted', 'born', 'born', 'expressed']);
  const [demoted, promoted, born] = result.events;
  expect(demoted).toMatchObject({
    before: mutant,
    after: first,
    demoted: [mutant],
    reason: 'flaps',
    commit: fixture.head(),
  });
  expect(promoted).toMatchObject({ before: first, after: mutant, reason: 'seen in the lab' });
  expect(promoted?.author).toEqual({ name: 'Ada Tester', email: 'ada@example.org' });
  expect(born?.born).toEqual([
    {
      allele: mutant,
      birth: { origin: 'mutation', generation: 1, parents, note, created: '2026-03-01T12:00:00Z' },
    },
  ]);
  expect(result.events.at(-1)).toMatchObject({ before: null, after: first, reason: 'first' });
  expect(result.cutOff).toBeNull();
  expect(result.commits).toBe(Number(fixture.git('rev-list', '--count', 'HEAD')));
  expect(second).not.toBe(first);
});

test('law: what changed a locus is what git says changed it', async () => {
  const step = fc.record({
    action: fc.constantFrom('promote', 'demote'),
    locus: fc.constantFrom(...fixture.loci),
    index: fc.integer({ min: 0, max: 2 }),
  });
  await fixture.genome();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      const start = fixture.head();
      for (const { action, locus: at, index } of steps) {
        await fixture.change(action, at, fixture.seed(at, index), { force: true }).catch((error: unknown) => {
          expect(error).toMatchObject({ code: 'allele-not-expressed' });
        });
      }
      const format = '--format=%H %(trailers:key=Sg-Locus,valueonly,separator=%x2C)';
      const commits = fixture.git('log', format, `${start}..HEAD`).trim().split('\n');
      for (const at of fixture.loci) {
        const asGit = commits.filter((line) => line.endsWith(` ${at}`)).map((line) => line.slice(0, 40));
        const { events } = await log({ locus: at, limit: 1000 });
        expect(events.slice(0, asGit.length).map(({ commit }) => commit)).toEqual(asGit);
        for (const { kinds: what } of events.slice(0, asGit.length)) expect(what).not.toContain('noted');
        // Each event's dominant is what the one before it left.
        const chain = events.filter(({ kinds: what }) => !what.every((kind) => kind === 'born'));
        for (const [i, { before }] of chain.slice(0, -1).entries()) expect(before).toBe(chain[i + 1]?.after);
      }
    }),
    { numRuns: 4 },
  );
});

test('a merge is not told of again, unless it decided by itself', async () => {
  await fixture.genome();
  fixture.git('checkout', '-q', '-b', 'side');
  await fixture.change('promote', locus, fixture.seed(locus, 1));
  fixture.git('checkout', '-q', 'main');
  await fixture.put('README.md', 'other\n');
  fixture.commitAll();
  fixture.git('merge', '-q', '--no-edit', 'side');
  const births = ['born', 'expressed'];
  expect(kinds(await log())).toEqual(['promoted', ...births]);
  fixture.git('checkout', '-q', '-b', 'other', 'HEAD');
  await fixture.change('promote', locus, fixture.seed(locus, 2));
  fixture.git('checkout', '-q', 'main');
  await fixture.put('README.md', 'third\n');
  fixture.commitAll();
  fixture.git('merge', '-q', '--no-commit', '--no-ff', 'other');
  await fixture.edit('phenotypes/default.toml', fixture.seed(locus, 2), fixture.seed(locus, 0).replace(/^./, 'f'));
  const evil = fixture.commitAll('merge, and more');
  const result = await log();
  expect(kinds(result)).toEqual(['promoted', 'promoted', 'promoted', ...births]);
  expect(result.events[0]?.commit).toBe(evil);
});

test('says when there may be more', async () => {
  await fixture.genome();
  await fixture.change('promote', locus, fixture.seed(locus, 1));
  expect(await log({ limit: 2 })).toMatchObject({ cutOff: 'limit', events: { length: 2 } });
  expect(await log({ limit: 3 })).toMatchObject({ cutOff: null, events: { length: 3 } });
  expect(await log({ maxCommits: 1 })).toMatchObject({ cutOff: 'max-commits', commits: 1, events: { length: 1 } });
  expect(await log({ maxCommits: 3 })).toMatchObject({ cutOff: null, commits: 3 });
  fixture.git('clone', '-q', '--depth', '1', `file://${fixture.root}`, 'clone');
  const shallow = await log({}, join(fixture.root, 'clone'));
  expect(shallow).toMatchObject({ cutOff: 'shallow', commits: 1 });
  expect(kinds(shallow)).toEqual(['noted']);
});

test('tells fallbacks, settings, the end of expression and what cannot be read apart', async () => {
  await fixture.genome();
  const file = 'phenotypes/default.toml';
  const expected: string[] = [];
  const step = async (kind: string, from: string | RegExp, to: string): Promise<void> => {
    await fixture.edit(file, from, to);
    fixture.commitAll(kind);
    expected.unshift(kind);
  };
  const third = fixture.seed(locus, 2);
  const canary = `[loci.${locus}.canary]\nallele = "${third}"\nshare = 0.5\n`;
  await step('fallback', /(\[loci\.bridge_create\][^[]*fallback = \[\n)/, `$1  "${third}",\n`);
  await step('reordered', /(\[loci\.bridge_create\][^[]*fallback = \[\n)(.*\n)(.*\n)/, '$1$3$2');
  await step('settings', /$/, canary);
  await step('unreadable', 'name = "default"', 'name = ');
  await step('unreadable', 'name = ', 'name = "default"');
  await step('unexpressed', /\[loci\.bridge_create\][\s\S]*?(?=\[loci\.bridge_uplink\])/, '');
  const result = await log();
  // The canary's table keeps the locus alive, expressing nothing.
  expect(kinds(result).slice(0, expected.length)).toEqual(expected);
  expect(result.events.flatMap(({ fallback }) => fallback)).toEqual([{ allele: third, place: 1 }]);
});

test('looks at another phenotype and another branch', async () => {
  await fixture.genome();
  fixture.git('checkout', '-q', '-b', 'edge');
  await fixture.put('phenotypes/edge.toml', `name = "edge"\n[loci.${locus}]\ndominant = "${fixture.seed(locus, 2)}"\n`);
  const commit = fixture.commitAll('edge: express');
  fixture.git('checkout', '-q', 'main');
  const edge = await log({ phenotype: 'edge', ref: 'edge' });
  expect(edge.events[0]).toMatchObject({ commit, kinds: ['expressed'], after: fixture.seed(locus, 2) });
  expect(kinds(await log({ phenotype: 'edge' }))).toEqual(['born']);
});

test('a trailer alone is noted, and its reason counts only where it speaks of the locus', async () => {
  await fixture.genome();
  fixture.git('commit', '-q', '--allow-empty', '-m', `kept\n\nSg-Locus: ${locus}\nSg-Reason: undecided`);
  fixture.git('commit', '-q', '--allow-empty', '-m', `kept\n\nSg-Phenotype: edge\nSg-Locus: ${locus}`);
  await fixture.edit('phenotypes/default.toml', fixture.seed(locus, 0), fixture.seed(locus, 2));
  fixture.commitAll('sly\n\nSg-Locus: bridge_uplink\nSg-Reason: about something else');
  const { events } = await log();
  expect(events.slice(0, 3).map(({ kinds: what, reason }) => [what.join(), reason])).toEqual([
    ['promoted', 'sly'],
    ['noted', 'undecided'],
    ['born', 'seeds'],
  ]);
});

test.each(['bridge_creat', '../etc', 'Bridge'])('has never heard of %s', async (name) => {
  await fixture.genome();
  await expect(log({ locus: name })).rejects.toMatchObject({ code: 'unknown-locus' });
});
