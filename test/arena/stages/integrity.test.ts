import { describe, expect, it } from 'vitest';
import { CompilerThread } from '../../../src/arena/static/compiler-thread.ts';
import type { StageResult } from '../../../src/arena/stage-result.ts';
import type { Candidate } from '../../../src/arena/stages/candidate.ts';
import { checkIntegrity } from '../../../src/arena/stages/integrity.ts';
import { formatCertificate } from '../../../src/genome/certificate-text.ts';
import { Genome, maxAlleleBytes } from '../../../src/genome/genome.ts';
import { planBurials } from '../../../src/genome/graveyard.ts';
import { sha256 } from '../../../src/model/digest.ts';
import { compiler } from '../../helpers/arena.ts';
import { networkGenome } from '../../helpers/network-genome.ts';
import { temporaryTree } from '../../helpers/temporary-tree.ts';
import { allele, refusedSources } from './refused-sources.ts';

const { genome } = await networkGenome();
const locus = 'link_up';
const [parent = ''] = await genome.alleles(locus);
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function check(candidate: Partial<Candidate>, pool: Genome = genome, certified = false): Promise<StageResult> {
  return checkIntegrity({ locus, bytes: encode(allele({})), ...candidate }, { genome: pool, compiler, certified });
}

async function firstFailure(...args: Parameters<typeof check>): Promise<StageResult['failures'][number] | undefined> {
  const { stage, status, failures } = await check(...args);
  expect(stage).toBe('integrity');
  expect(status).toBe(failures.length === 0 ? 'passed' : 'failed');
  return failures[0];
}

describe('the first stage', () => {
  it('lets every allele of the genome pass, with its name and certificate', async () => {
    let count = 0;
    for (const each of await genome.loci()) {
      for (const digest of await genome.alleles(each)) {
        const bytes = encode(await genome.source(each, digest));
        const certificate = await genome.tree.read(`genome/${each}/${digest}.toml`);
        const result = await check({ locus: each, bytes, digest, certificate: certificate! }, genome, true);
        expect({ digest, failures: result.failures }).toEqual({ digest, failures: [] });
        count += 1;
      }
    }
    expect(count).toBeGreaterThan(20);
  });

  it.each(refusedSources)('refuses %s', async (_name, source, kind) => {
    const failure = await firstFailure({ bytes: encode(source) });
    expect(failure).toMatchObject({ kind });
    expect(failure?.at).toMatch(/^line \d+, column \d+$/);
    expect(failure?.message).toMatch(/^[^\p{C}\n]{10,}$/u);
  });

  it.each([
    [
      'constants of every kind',
      "const a = 1, b = -a * 60, c = 'x' + `y${b}`, d = /x/u, e = [a, , 'b'] as const, f = null;",
    ],
    [
      'functions and objects',
      'const f = (a: number) => a, o = { f, g() { return 1; }, get h() { return 2; }, "i": [f] };',
    ],
    ['collections', "const s: ReadonlySet<string> = new Set(['a']), m = new Map([['a', 1]] as const), e = new Map();"],
    ['library constants', 'const most = Number.MAX_SAFE_INTEGER, tau = 2 * 3.14, choice = most > 1 ? Math.PI : tau;'],
    [
      'types and classes',
      'interface A { eval: 1 }\ntype B = A["eval"];\nclass C extends Error { static n = 1; #a = Date.now(); }',
    ],
    [
      'members named as functions that make code',
      'const o = { eval: 1, require: 2 }, read = () => o.eval + o.require;',
    ],
    ['line ends of other systems, and letters of other scripts in text', "const text = 'Größe 大 😀';\r\n// Größe\r\n"],
    [
      'types of other loci, as fused alleles have them',
      "import type { Output as Other } from '../bridge_create/contract.js';\ntype O = Other;",
    ],
  ])('lets %s stand at the top', async (_name, head) => {
    expect(await firstFailure({ bytes: encode(allele({ head })) })).toBeUndefined();
  });

  it('says where and what, for people', async () => {
    const failure = await firstFailure({ bytes: encode(allele({ head: 'enum Colour { Red }' })) });
    expect(failure).toEqual({
      kind: 'enum',
      at: 'line 2, column 1',
      message: 'An enum is code and types at once; use a union of string literals.',
    });
  });

  it.each<[string, Partial<Candidate>, string]>([
    ['too many bytes', { bytes: encode(' '.repeat(maxAlleleBytes + 1)) }, 'too-large'],
    ['a name that is not its digest', { digest: sha256('something else') }, 'digest-mismatch'],
    ['bytes that are not UTF-8', { bytes: Uint8Array.of(0x2f, 0x2f, 0xc3, 0x28) }, 'not-utf8'],
    ['half a surrogate pair, encoded', { bytes: Uint8Array.of(0xed, 0xa0, 0x80) }, 'not-utf8'],
    ['a byte order mark', { bytes: encode(`\uFEFF${allele({})}`) }, 'byte-order-mark'],
    ['a certificate that is not TOML', { certificate: encode('locus = ') }, 'certificate-syntax'],
    ['a certificate with fields missing', { certificate: encode('locus = "link_up"') }, 'certificate-invalid'],
    ['a certificate in another encoding', { certificate: Uint8Array.of(0xff) }, 'not-utf8'],
  ])('refuses %s', async (_name, candidate, kind) => {
    expect(await firstFailure(candidate)).toMatchObject({ kind });
  });
});

describe('the certificate', () => {
  const source = allele({});
  const good = {
    locus,
    digest: sha256(source),
    parents: [parent],
    origin: 'mutation',
    generation: 1,
    created: '2026-03-01T12:00:00Z',
    contract: sha256('contract'),
  } as const;

  it.each<[string, object, string | undefined]>([
    ['is complete', {}, undefined],
    ['is about another file', { digest: sha256('other') }, 'certificate-mismatch'],
    ['is about another locus', { locus: 'bridge_stp' }, 'certificate-mismatch'],
    ['names a parent nobody has', { parents: [sha256('nobody')] }, 'missing-parent'],
    ['skips a generation', { generation: 2 }, 'wrong-generation'],
    [
      'names parents that stay where it was imported from',
      { parents: [sha256('far')], origin: 'import', generation: 3, remote: { url: 'https://example.org/g' } },
      undefined,
    ],
  ])('%s', async (_name, change, kind) => {
    const certificate = encode(formatCertificate({ ...good, ...change }));
    const failure = await firstFailure({ bytes: encode(source), certificate }, genome, true);
    expect(failure?.kind).toBe(kind);
  });

  it('may be missing for a proposal only', async () => {
    expect(await firstFailure({}, genome, false)).toBeUndefined();
    expect(await firstFailure({}, genome, true)).toMatchObject({ kind: 'certificate-missing' });
  });
});

it('refuses what lies in the graveyard, and says why it does', async () => {
  const burial = {
    digest: sha256(allele({})),
    stage: 'static',
    reason: 'no such operation',
    date: '2026-03-01T12:00:00Z',
  };
  const files = await planBurials(temporaryTree([]), locus, [burial]);
  const failure = await firstFailure({}, new Genome(temporaryTree(files)));
  expect(failure).toEqual({
    kind: 'buried',
    at: 'graveyard',
    message: 'These bytes were rejected before, at stage static: no such operation',
  });
});

it('gives up on a source the compiler cannot finish, and goes on with the next', async () => {
  const hasty = new CompilerThread(1);
  const slow = `type T = ${'[1,'.repeat(150)}1${']'.repeat(150)};\n`.repeat(300);
  const [finding] = await hasty.ask({ kind: 'inspect', source: slow });
  expect(finding).toMatchObject({ kind: 'not-checkable' });
  hasty.dispose();
  expect(await firstFailure({})).toBeUndefined();
});
