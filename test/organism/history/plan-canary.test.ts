import { expect, test } from 'vitest';
import { canaryFlags } from '../../../src/cli/canary-flags.ts';
import { locusLog } from '../../../src/organism/history/locus-log.ts';
import { HistoryFixture } from './history-fixture.ts';

const fixture = new HistoryFixture();
const locus = 'bridge_create';

test('a canary is a commit that sg log reads, and so is its end', async () => {
  await fixture.genome();
  const [dominant, , third] = [0, 1, 2].map((index) => fixture.seed(locus, index));
  const set = await fixture.change('canary', locus, third!, { canary: { hosts: ['web1', 'web2'] } });
  const canary = { allele: third, hosts: ['web1', 'web2'] };
  expect(set).toMatchObject({ changed: true, allele: third, after: { dominant, canary } });
  expect(await fixture.change('canary', locus, third!, { canary: { hosts: ['web1', 'web2'] } })).toMatchObject({
    changed: false,
  });
  const ended = await fixture.change('canary', locus, third!.slice(0, 8), { canary: { share: 0 } });
  expect(ended).toMatchObject({ changed: true, before: { canary } });
  expect(ended.after).not.toHaveProperty('canary');
  const { events } = await locusLog(fixture.root, { locus, phenotype: 'default', ref: 'HEAD', limit: 2 });
  expect(events.map(({ kinds, subject }) => [kinds, subject])).toEqual([
    [['settings'], `${locus}: end canary ${third!.slice(0, 12)}`],
    [['settings'], `${locus}: canary ${third!.slice(0, 12)}`],
  ]);
  expect(events.map(({ trailers }) => trailers.find(({ key }) => key === 'Sg-Canary')?.value)).toEqual([
    'none',
    'web1 web2',
  ]);
  expect(fixture.status()).toBe('');
});

test('the risk of the locus, the dominant and what is none are minded', async () => {
  await fixture.genome();
  const head = fixture.head();
  const refused = async (at: string, sha: string, share: number, code: string) => {
    await expect(fixture.change('canary', at, sha, { canary: { share } })).rejects.toMatchObject({ code });
  };
  await refused('bridge_uplink', fixture.seed('bridge_uplink', 2), 0.9, 'canary-too-wide');
  await refused(locus, fixture.seed(locus, 0), 0.1, 'allele-dominant');
  await refused(locus, fixture.seed(locus, 1), 0, 'no-such-canary');
  expect(fixture.head()).toBe(head);
});

test('who asks it, as flags say it', () => {
  expect(canaryFlags('0.05', undefined)).toEqual({ share: 0.05 });
  expect(canaryFlags(undefined, ['web1', 'web1'])).toEqual({ hosts: ['web1'] });
  expect(canaryFlags(undefined, undefined)).toBeUndefined();
  for (const share of ['', '-1', '2', 'NaN', '1e-1']) {
    expect(() => canaryFlags(share, undefined)).toThrow(expect.objectContaining({ code: 'invalid-share' }) as Error);
  }
  expect(() => canaryFlags(undefined, ['../x'])).toThrow(
    expect.objectContaining({ code: 'invalid-host-name' }) as Error,
  );
});
