import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Evidence } from '../../src/arena/evidence.ts';
import { basisOf } from '../../src/arena/evidence-basis.ts';
import { gateEvidence, refuseShortfalls, type Shortfall } from '../../src/arena/gate-evidence.ts';
import { prepareMatter } from '../../src/arena/prepare-matter.ts';
import { sha256 } from '../../src/model/digest.ts';
import { openWorkspace } from '../../src/organism/workspace.ts';
import { dominantSource } from '../helpers/arena.ts';
import { genomeRepository, type GenomeRepository } from '../helpers/genome-repository.ts';

const locus = 'bridge_create';
const candidate = sha256('a candidate');

/** What the gate reads of evidence made now; trials have nothing to do with it. */
async function freshEvidence(repository: GenomeRepository): Promise<Evidence> {
  const workspace = await openWorkspace(repository.root);
  const request = { locus, phenotype: 'default', candidate: { digest: candidate, bytes: new Uint8Array() }, cases: [] };
  const matter = await prepareMatter(workspace, request);
  const incumbent = matter.incumbent?.digest ?? null;
  return { locus, candidate, incumbent, basis: basisOf(matter) } as Partial<Evidence> as Evidence;
}

async function judgedAt(repository: GenomeRepository, evidence: Evidence): Promise<readonly Shortfall[]> {
  return gateEvidence(await openWorkspace(repository.root), evidence, { phenotype: 'default' });
}

function withBasis(evidence: Evidence, changes: Partial<Evidence['basis']>): Evidence {
  return { ...evidence, basis: { ...evidence.basis, ...changes } };
}

describe('the gate', () => {
  test('lets pass what was made as the arena makes it, and what is stricter', async () => {
    const repository = await genomeRepository();
    const evidence = await freshEvidence(repository);
    expect(await judgedAt(repository, evidence)).toEqual([]);
    const { budget, alpha } = evidence.basis;
    const stricter = withBasis(evidence, {
      budget: { ...budget, pairs: 10 * budget.pairs },
      alpha: { promote: '0.01', demote: '0.5', challenger: alpha.challenger + 7 },
    });
    expect(await judgedAt(repository, stricter)).toEqual([]);
  });

  test.each<[string, (evidence: Evidence) => Evidence, RegExp]>([
    ['a seed that was chosen', (e) => withBasis(e, { seed: { value: 'mine', nonce: null } }), /^its seed was chosen/],
    [
      'a seed that is said to be derived',
      (e) => withBasis(e, { seed: { ...e.basis.seed, value: 'mine' } }),
      /^its seed was chosen/,
    ],
    [
      'a small budget',
      (e) => withBasis(e, { budget: { ...e.basis.budget, faultWorlds: 0 } }),
      /^its budget for faultWorlds is 0, less than \d+$/,
    ],
    [
      'a lax error rate',
      (e) => withBasis(e, { alpha: { ...e.basis.alpha, promote: '0.5' } }),
      /^its error rate for promotion is 0\.5, not 0\.\d+$/,
    ],
    [
      'an error rate that never demotes',
      (e) => withBasis(e, { alpha: { ...e.basis.alpha, demote: '1e-40' } }),
      /^its error rate for demotion is 1e-40, not 0\.\d+$/,
    ],
  ])('finds weaker: %s', async (_name, changed, said) => {
    const repository = await genomeRepository();
    const found = await judgedAt(repository, changed(await freshEvidence(repository)));
    expect(found).toEqual([{ kind: 'weaker', message: expect.stringMatching(said) as string }]);
  });

  test('finds stale: a weak incumbent, no incumbent, other witnesses, other diagnostics, other rules', async () => {
    const repository = await genomeRepository();
    const evidence = await freshEvidence(repository);
    const { basis } = evidence;
    const changes: readonly Evidence[] = [
      { ...evidence, incumbent: sha256('a weak one') },
      { ...evidence, incumbent: null },
      withBasis(evidence, { others: [] }),
      withBasis(evidence, { others: [sha256('a friend'), ...basis.others] }),
      withBasis(evidence, { verification: { check_link_state: [sha256('one that nods')] } }),
      withBasis(evidence, { verification: {} }),
      withBasis(evidence, { contracts: { ...basis.contracts, [locus]: sha256('laxer') } }),
      withBasis(evidence, { arena: basis.arena - 1 }),
      withBasis(evidence, { mock: basis.mock - 1 }),
    ];
    const kinds = await Promise.all(changes.map(async (each) => (await judgedAt(repository, each)).map((s) => s.kind)));
    expect(kinds).toEqual(changes.map(() => ['stale']));
  });

  test('finds stale what was made before another allele became dominant, or took a place among the challengers', async () => {
    const repository = await genomeRepository();
    const evidence = await freshEvidence(repository);
    const next = repository.allele(locus, `${await dominantSource(locus)}// next\n`);
    repository.expressDigests(locus, [next, ...repository.expressed(locus)]);
    const messages = (await judgedAt(repository, evidence)).map(({ message }) => message);
    expect(messages[0]).toMatch(new RegExp(`dominant is ${next.slice(0, 12)}$`));

    const graveyard = repository.file('genome', locus, 'graveyard.toml');
    const earlier = await freshEvidence(repository);
    writeFileSync(graveyard, buried(sha256('one that was rejected')));
    const due = earlier.basis.alpha.challenger + 1;
    expect(await judgedAt(repository, earlier)).toEqual([
      { kind: 'stale', message: expect.stringContaining(`by now it would be number ${due}`) as string },
    ]);
  });

  test('follows the policy of the phenotype it is asked for', async () => {
    const repository = await genomeRepository();
    const evidence = await freshEvidence(repository);
    const phenotype = repository.file('phenotypes', 'default.toml');
    const text = readFileSync(phenotype, 'utf8');
    expect(text).not.toMatch(/^alpha =/m);
    writeFileSync(phenotype, text.replace('[policy]\n', '[policy]\nalpha = 0.001\n'));
    expect((await judgedAt(repository, evidence)).map(({ kind }) => kind)).toEqual(['weaker']);
  });
});

test('what falls short is refused under the graver name, with everything said', () => {
  const [weaker, stale] = [{ kind: 'weaker', message: 'one' } as const, { kind: 'stale', message: 'two' } as const];
  expect(() => {
    refuseShortfalls([]);
  }).not.toThrow();
  expect(() => {
    refuseShortfalls([stale]);
  }).toThrow(expect.objectContaining({ code: 'evidence-stale', exitStatus: 3 }));
  expect(() => {
    refuseShortfalls([stale, weaker]);
  }).toThrow(
    expect.objectContaining({ code: 'evidence-weaker', message: expect.stringContaining('two; one') as string }),
  );
});

function buried(digest: string): string {
  return `[[rejected]]
digest = "${digest}"
stage = "worlds"
reason = "It was wrong."
date = 2026-01-01T00:00:00Z
`;
}
