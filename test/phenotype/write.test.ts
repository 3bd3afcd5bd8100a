import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Sha256 } from '../../src/model/digest.ts';
import { addLocus, decompose, demote, fuse, promote, registerFallback, setCanary } from '../../src/phenotype/edit.ts';
import { formatPhenotype } from '../../src/phenotype/format.ts';
import { parsePhenotype } from '../../src/phenotype/parse-phenotype.ts';
import type { Phenotype } from '../../src/phenotype/schema.ts';
import { writePhenotype } from '../../src/phenotype/write.ts';
import { commitChanges } from '../../src/git/commit-changes.ts';
import { changes, GitFixture } from '../git/git-fixture.ts';
import { digestOf, phenotype as arbitraryPhenotype } from './phenotype-fixture.ts';

const fixture = new GitFixture();
const file = 'phenotypes/default.toml';
const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(digestOf) as [Sha256, Sha256, Sha256, Sha256];

function edited(text: string, edit: (phenotype: Phenotype) => Phenotype): string {
  return writePhenotype(text, edit(parsePhenotype(text, file)), file);
}

const handWritten = `# What our racks run.
name = "default"
description = """
[loci.bridge_create] is not a table here.
"""

[hardware] # see the cabling plan
nic = [
  "eth0", # left
  "eth1",
]

[loci.bridge_create]   # uplinks
# chosen after the outage
dominant = "${a}" # plain
fallback = [
  # measured in the lab
  "${b}", # slower, safer
  "${c}",
]

# Weights of our own.
[loci.bridge_create.policy.weights]
immediate = 1
convergence = 0
resilience = 0

[loci.bond_create]
dominant = '${d}'

[fusion.deploy]
allele = "${d}" # made by sg
composition = "${c}"
since = 2026-03-01T12:00:00Z
`;

test('promotes with the least change, and comments go where their digests go', () => {
  expect(edited(handWritten, (p) => promote(p, 'bridge_create', c))).toBe(
    handWritten
      .replace(`dominant = "${a}" # plain`, `dominant = "${c}"`)
      .replace(`  "${c}",\n`, '')
      .replace(`  "${b}", # slower`, `  "${a}", # plain\n  "${b}", # slower`),
  );
});

test('demotes: the first fallback takes over, and the list of the deprecated appears', () => {
  expect(edited(handWritten, (p) => demote(p, 'bridge_create', a))).toBe(
    handWritten
      .replace(`dominant = "${a}" # plain`, `dominant = "${b}" # slower, safer`)
      .replace(`  "${b}", # slower, safer\n`, '')
      .replace(`  "${c}",\n]\n`, `  "${c}",\n]\ndeprecated = [\n  "${a}", # plain\n]\n`),
  );
});

test('a block without lists gets them, and only when there is something to put in', () => {
  const text = edited(handWritten, (p) => registerFallback(p, 'bond_create', a));
  expect(text).toBe(handWritten.replace(`dominant = '${d}'\n`, `dominant = '${d}'\nfallback = [\n  "${a}",\n]\n`));
});

test('demoting the only allele leaves nothing expressed', () => {
  expect(edited(handWritten, (p) => demote(p, 'bond_create', d))).toBe(
    handWritten.replace(`dominant = '${d}'\n`, `deprecated = [\n  "${d}",\n]\n`),
  );
});

test('a new locus is a new block at the end', () => {
  expect(edited(handWritten, (p) => addLocus(p, 'vlan_create', b))).toBe(
    `${handWritten}\n[loci.vlan_create]\ndominant = "${b}"\nfallback = []\ndeprecated = []\n`,
  );
});

test('nothing to change changes nothing, whatever the style', () => {
  expect(edited(handWritten, (p) => addLocus(promote(p, 'bond_create', d), 'bond_create', a))).toBe(handWritten);
});

test.each([
  ['on one line', `fallback = ["${b}", "${c}"] # two`],
  ['two a line, no last comma', `fallback = [ "${b}",\n    "${c}" ] # two`],
  ['literal strings', `fallback = [\n'${b}',\n'${c}'\n] # two`],
])('a list %s is edited', (_what, list) => {
  const text = `name = "default"\n[loci.x]\ndominant = "${a}"\n${list}\n`;
  const next = edited(text, (p) => registerFallback(p, 'x', d));
  expect(parsePhenotype(next, file).loci.get('x')?.fallback).toEqual([b, c, d]);
  expect(next).toContain('# two');
  expect(next).toContain(`  "${d}",\n`.trimStart());
});

test('comments inside a list that has to be rewritten are kept', () => {
  const text = `name = "default"\n[loci.x]\ndominant = "${a}"\nfallback = [ # why\n  "${b}", "${c}", # both slow\n]\n`;
  const next = edited(text, (p) => registerFallback(p, 'x', d));
  expect(next).toContain('# why');
  expect(next).toContain('# both slow');
});

test('Windows line ends stay', () => {
  const text = handWritten.replaceAll('\n', '\r\n');
  const next = edited(text, (p) => promote(p, 'bridge_create', c));
  expect(next).toBe(edited(handWritten, (p) => promote(p, 'bridge_create', c)).replaceAll('\n', '\r\n'));
});

test.each([
  ['an inline table', `[loci]\nx = { dominant = "${a}" }\n`],
  ['dotted keys', `[loci]\nx.dominant = "${a}"\n`],
])('refuses what it cannot edit: %s', (_what, body) => {
  const text = `name = "default"\n${body}`;
  expect(() => edited(text, (p) => promote(p, 'x', b))).toThrow(
    expect.objectContaining({ code: 'phenotype-not-editable' }) as Error,
  );
});

test('a table header with spaces, quotes and a super-table that comes later are understood', () => {
  const text = `name = "default"\n[ loci . "x" ]\ndominant = "${a}"\n[loci.y.canary]\nallele = "${a}"\nshare = 0.1\n`;
  const next = edited(text, (p) => promote(promote(p, 'x', b), 'y', c));
  expect(parsePhenotype(next, file).loci.get('y')).toMatchObject({ dominant: c, canary: { allele: a } });
  expect(next).toContain(`[ loci . "x" ]\ndominant = "${b}"\n`);
});

type Edit = readonly [kind: 'promote' | 'demote' | 'fallback' | 'add', locus: number, digest: number];

const edits: fc.Arbitrary<readonly Edit[]> = fc.array(
  fc.tuple(fc.constantFrom('promote', 'demote', 'fallback', 'add'), fc.nat(5), fc.nat(12)),
  { maxLength: 6 },
);

function apply(phenotype: Phenotype, [kind, locusIndex, n]: Edit): Phenotype {
  const locus = [...phenotype.loci.keys()][locusIndex] ?? `fresh${locusIndex}`;
  const entry = phenotype.loci.get(locus);
  const digest = [entry?.dominant, ...(entry?.fallback ?? []), ...(entry?.deprecated ?? [])][n] ?? digestOf(n);
  if (kind === 'promote') return promote(phenotype, locus, digest);
  if (kind === 'add') return addLocus(phenotype, locus, digest);
  const deprecated = entry?.deprecated.includes(digest) === true;
  if (kind === 'fallback') return deprecated ? phenotype : registerFallback(phenotype, locus, digest);
  const expressed = entry?.dominant === digest || entry?.fallback.includes(digest) === true;
  return expressed || deprecated ? demote(phenotype, locus, digest) : phenotype;
}

/** The ways people write the same file. */
const styles: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) =>
    text.replaceAll(
      /\[\n((?: {2}"[0-9a-f]{64}",\n)+)\]/g,
      (_all, inner: string) => `[${inner.trim().replaceAll(/\s+/g, ' ')}]`,
    ),
  (text) => text.replaceAll('\n', '\r\n'),
  (text) => text.replaceAll(/^ {2}"([0-9a-f]{5})(.*)$/gm, '\t"$1$2 # note on $1'),
  (text) => text.replaceAll(/^(\[loci)/gm, '# about the next\n$1').replaceAll(/^ {2}"/gm, '  # above\n  "'),
  (text) => text.replaceAll(/"([0-9a-f]{64})",\n\]/g, "'$1'\n] # closed"),
  (text) => text.replaceAll(/^(fallback|deprecated) = \[\]\n/gm, ''),
  (text) => text.replaceAll(/^\[loci\.(\w+)\]$/gm, '  [ loci."$1" ] # locus'),
];

test('law: parse(write(edit(text))) equals edit(parse(text)), in every style', () => {
  fc.assert(
    fc.property(arbitraryPhenotype, fc.constantFrom(...styles), edits, (phenotype, style, operations) => {
      const text = style(formatPhenotype(phenotype));
      const before = parsePhenotype(text, file);
      expect(before).toEqual(phenotype);
      const after = operations.reduce(apply, before);
      const written = writePhenotype(text, after, file);
      expect(parsePhenotype(written, file)).toEqual(after);
    }),
    { numRuns: 400 },
  );
});

test('law: only lines of the edited block change, and lines of digests that stay do not', () => {
  fc.assert(
    fc.property(
      arbitraryPhenotype,
      fc.constantFrom(...styles),
      fc.nat(4),
      fc.nat(40),
      (phenotype, style, locusIndex, n) => {
        const locus = [...phenotype.loci.keys()][locusIndex];
        fc.pre(locus !== undefined);
        // A canary that becomes dominant takes its block with it.
        const stands = promote(phenotype, locus, digestOf(n)).loci.get(locus)?.canary !== undefined;
        fc.pre(phenotype.loci.get(locus)?.canary === undefined || stands);
        const text = style(formatPhenotype(phenotype));
        const written = edited(text, (p) => promote(p, locus, digestOf(n)));
        const outside = (whole: string): string[] => {
          const lines = whole.split('\n');
          const start = lines.findIndex((line) => line.includes(`loci.${locus}]`) || line.includes(`loci."${locus}"`));
          const length = lines
            .slice(start + 1)
            .findIndex((line) => line.trimStart().startsWith('[') || line.startsWith('# about'));
          return [...lines.slice(0, start + 1), ...(length < 0 ? [] : lines.slice(start + 1 + length))];
        };
        expect(outside(written)).toEqual(outside(text));
        expect(comments(written)).toEqual(comments(text));
      },
    ),
    { numRuns: 200 },
  );
});

const canaryText = `name = "default"
[loci.x]
dominant = "${a}"
fallback = []

[loci.x.canary]
allele = "${b}"
share = 0.1 # ten in a hundred

# the next
[loci.y]
dominant = "${c}"
`;

test('a canary is set, changed and ended as a block of its own', () => {
  const ended = edited(canaryText, (p) => setCanary(p, 'x', undefined));
  expect(ended).not.toContain('canary');
  expect(ended).toContain('# the next\n[loci.y]');
  const named = edited(canaryText, (p) => setCanary(p, 'x', { allele: c, hosts: ['web1', 'web2'] }));
  expect(named).toContain(`[loci.x.canary]\nallele = "${c}"\nhosts = [ "web1", "web2" ]\n`);
  expect(edited(ended, (p) => setCanary(p, 'y', { allele: b, share: 0.5 }))).toMatch(
    /\[loci\.y\.canary\]\n.*\nshare = 0\.5\n$/,
  );
});

test('a canary that becomes dominant or is ruled out takes its block with it', () => {
  expect(edited(canaryText, (p) => promote(p, 'x', b))).not.toContain('canary');
  const ruledOut = edited(canaryText, (p) => demote(p, 'x', b));
  expect(ruledOut).not.toContain('canary');
  expect(parsePhenotype(ruledOut, file).loci.get('x')).toEqual({ dominant: a, fallback: [], deprecated: [b] });
  expect(edited(canaryText, (p) => promote(p, 'x', c))).toContain('share = 0.1 # ten');
});

function comments(text: string): readonly string[] {
  return [...text.matchAll(/#.*$/gm)].map(([comment]) => comment.trim()).sort();
}

test('git blame tells line by line who put each allele where', async () => {
  const repository = await fixture.repository({ [file]: handWritten });
  const commit = async (name: string, edit: (p: Phenotype) => Phenotype): Promise<void> => {
    const text = edited(await fixture.get(file), edit);
    await commitChanges(repository, {
      ref: 'HEAD',
      changes: changes({ [file]: text }),
      message: name,
      author: { name, email: `${name}@x` },
    });
  };
  await commit('Promoter', (p) => promote(p, 'bridge_create', c));
  await commit('Registrar', (p) => registerFallback(p, 'bridge_create', d));
  const blame = fixture.git('blame', '--line-porcelain', file);
  const authors = new Map(
    blame
      .split(/^(?=[0-9a-f]{40} )/m)
      .map((entry) => [/^\t(.*)$/m.exec(entry)?.[1] ?? '', /^author (.*)$/m.exec(entry)?.[1]]),
  );
  expect(authors.get(`dominant = "${c}"`)).toBe('Promoter');
  expect(authors.get(`  "${a}", # plain`)).toBe('Promoter');
  expect(authors.get(`  "${d}",`)).toBe('Registrar');
  expect(authors.get(`  "${b}", # slower, safer`)).toBe('Ada Tester');
  expect(authors.get('# chosen after the outage')).toBe('Ada Tester');
});

const entry = { allele: a, composition: b, since: '2026-03-01T12:00:00Z' };
const block = `allele = "${a}"\ncomposition = "${b}"\nsince = 2026-03-01T12:00:00Z\n`;

test('fusing adds a table, or puts another allele into the one there is', () => {
  expect(edited(handWritten, (p) => fuse(p, 'ensure_bridge', entry))).toBe(
    `${handWritten}\n[fusion.ensure_bridge]\n${block}`,
  );
  const again = edited(handWritten, (p) => fuse(p, 'deploy', entry));
  expect(again.endsWith(`dominant = '${d}'\n\n[fusion.deploy]\n${block}`)).toBe(true);
});

test('decomposing takes the table away and leaves what stands around it', () => {
  const without = edited(handWritten, (p) => decompose(p, 'deploy'));
  expect(without).toBe(handWritten.slice(0, handWritten.indexOf('\n[fusion.deploy]')));
  const between = handWritten.replace(
    '[loci.bond_create]',
    '[fusion.other]\n' + block + '# of the bond\n[loci.bond_create]',
  );
  expect(edited(between, (p) => decompose(p, 'other'))).toBe(
    handWritten.replace('[loci.bond_create]', '# of the bond\n[loci.bond_create]'),
  );
});

test.each([
  ['a field too many', 'streak = 4'],
  ['a date in quotes', 'since = "2026-03-01T12:00:00Z"'],
])('a fusion with %s is refused', (_what, line) => {
  const text = `name = "default"\n[fusion.deploy]\nallele = "${a}"\ncomposition = "${b}"\n${line}\n`;
  expect(() => parsePhenotype(text, file)).toThrow(/fusion/);
});
