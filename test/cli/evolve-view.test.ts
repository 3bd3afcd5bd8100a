import { expect, test } from 'vitest';
import { evolveView, verifiedView } from '../../src/cli/evolve-view.ts';
import { styleFor } from '../../src/cli/style.ts';
import type { EvolveResult, LocusOutcome } from '../../src/evolution/evolve/evolve.ts';
import { sha256 } from '../../src/model/digest.ts';

const plain = styleFor(false);
const [a, b] = [sha256('a'), sha256('b')];
const escape = '\u001b[31mred\u202e';

function outcome(values: Partial<LocusOutcome>): LocusOutcome {
  const evidence = { dominant: a, rival: b, wins: 10, losses: 0, m: '186.0909', source: 'ledger' } as const;
  return {
    locus: 'bridge_create',
    action: 'promote',
    ...evidence,
    reason: 'evidence',
    commit: null,
    branch: null,
    ...values,
  };
}

function result(loci: readonly LocusOutcome[], values: Partial<EvolveResult> = {}): EvolveResult {
  const ledger = { branch: 'fitness/lab-1', commit: 'c'.repeat(40) };
  return { phenotype: 'default', dryRun: false, ledger, remote: null, evidence: ['x'], ignored: [], loci, ...values };
}

test('tells each decision with its evidence, and what was quiet as a number', () => {
  const quiet = outcome({ action: 'none', rival: null, m: null });
  const text = evolveView(result([outcome({ commit: 'd'.repeat(40) }), quiet, quiet]), plain);
  expect(text).toContain('ledger   fitness/lab-1 (cccccccccccc); decided on 1 ledger');
  expect(text).toContain('promoted  bridge_create');
  expect(text).toContain(`${b.slice(0, 12)} against ${a.slice(0, 12)}: 10-0, M 186.0909`);
  expect(text).toContain('commit dddddddddddd');
  expect(text).toContain('2 loci without disagreements');
});

test.each<[Partial<LocusOutcome>, boolean, string]>([
  [{ action: 'demote', commit: 'd'.repeat(40) }, false, 'demoted  bridge_create'],
  [{ action: 'propose' }, false, 'to propose  bridge_create'],
  [{ action: 'none' }, false, 'undecided  bridge_create'],
  [{ action: 'promote' }, true, 'would be promoted  bridge_create'],
])('%o', (values, dryRun, expected) => {
  expect(evolveView(result([outcome(values)], { dryRun }), plain)).toContain(expected);
});

test('says that numbers come from the arena, and shows none where there are none', () => {
  const arena = outcome({ source: 'arena' });
  const cost = outcome({ source: 'arena-cost' });
  const refused = outcome({ action: 'none', source: null, m: null });
  const text = evolveView(result([arena, cost, refused]), plain);
  expect(text).toContain('M 186.0909 (arena)');
  expect(text).toContain('M 186.0909 (arena, by cost)');
  expect(text).toMatch(new RegExp(`${b.slice(0, 12)} against ${a.slice(0, 12)}\n`));
});

test('text that others wrote cannot drive the terminal, and lines fit it', () => {
  const ignored = [{ ledger: `fitness/${escape}@x`, error: 'fitness-branch-damaged' }];
  const long = `${'a'.repeat(12)} was right on 1000 inputs that ${'b'.repeat(12)} got wrong, and wrong on 999 that it got right`;
  const text = evolveView(result([outcome({ reason: `${escape} ${long}` })], { ignored }), plain);
  const trailers = [
    { key: 'Sg-Locus', value: escape },
    { key: 'Sg-Ledger', value: `fitness/lab@${'e'.repeat(200)}` },
  ];
  const claim = { commit: a, phenotype: 'default', locus: escape, action: 'promote', trailers } as const;
  const verified = verifiedView({ ...claim, source: 'arena', person: true, remade: true, unnamed: [escape] }, plain);
  for (const line of `${text}\n${verified}`.split('\n')) {
    expect(line).not.toContain('\u001b');
    expect(line).not.toContain('\u202e');
  }
  expect(Math.max(...verified.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('a decision that was made again says which ledgers it does not name', () => {
  const claim = { commit: a, phenotype: 'default', locus: 'bridge_create', action: 'promote', trailers: [] } as const;
  const unnamed = Array.from({ length: 22 }, (_, index) => `fitness/lab-${index}`);
  const text = verifiedView({ ...claim, source: 'ledger', person: false, remade: false, unnamed }, plain);
  expect(text).toContain('not heard fitness/lab-0, which was there by then');
  expect(text).toContain('not heard 2 more');
});
