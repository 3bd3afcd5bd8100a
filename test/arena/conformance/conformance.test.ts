import { describe, expect, it } from 'vitest';
import { conformance, type Conformance } from '../../../src/arena/conformance/conformance.ts';
import { generateCase } from '../../../src/arena/generators/generate-case.ts';
import { trialToCase, writeCaseFile } from '../../../src/arena/replay/write-case-file.ts';
import { conformanceView } from '../../../src/cli/conformance-view.ts';
import { styleFor } from '../../../src/cli/style.ts';
import { sha256 } from '../../../src/model/digest.ts';
import { genomeRepository, type GenomeRepository } from '../../helpers/genome-repository.ts';
import { networkGenome } from '../../helpers/network-genome.ts';

/** Finds every device, and everything about it, in order. */
const flatterer = `export default async function execute(input) {
  return { healthy: true, operstate: 'up', carrier: true, findings: [] };
}`;

describe('conformance', () => {
  it('holds for the whole network genome, with every allele and example counted', async () => {
    const repository = await genomeRepository();
    const result = await ask(repository);
    const { contracts } = await networkGenome();
    expect(result.ok).toBe(true);
    expect(result.loci.map(({ locus }) => locus)).toEqual([...contracts.genes.keys()]);
    for (const { locus, alleles } of result.loci) {
      expect(alleles.map(({ allele }) => allele)).toEqual(repository.expressed(locus));
      const { length } = contracts.genes.get(locus)?.examples ?? [];
      for (const { examples } of alleles) expect(examples).toEqual({ checked: length, failures: [] });
    }
    expect(text(result)).toMatch(/\d+ alleles, \d+ examples: all kept$/);
    expect(widest(result)).toBeLessThanOrEqual(80);
  });

  it('names the examples an allele does not keep, and leaves the others alone', async () => {
    const repository = await genomeRepository();
    const [good = ''] = repository.expressed('check_link_state');
    const bad = repository.allele('check_link_state', flatterer);
    repository.expressDigests('check_link_state', [good, bad]);
    const result = await ask(repository, 'check_link_state');
    expect(result.ok).toBe(false);
    const [dominant, fallback] = result.loci[0]?.alleles ?? [];
    expect(dominant).toMatchObject({ role: 'dominant', examples: { failures: [] } });
    expect(fallback?.role).toBe('fallback');
    expect(fallback?.examples.failures.map(({ at }) => at)).toContain('finds a missing device');
    expect(text(result)).toContain('finds a missing device\n    other-output: healthy: expected false, got true');
  });

  it('puts captured failures to the alleles and says so apart', async () => {
    const repository = await genomeRepository();
    repository.express('check_link_state', [`export default async function execute() { throw new Error('lost'); }`]);
    const { contracts } = await networkGenome();
    const contract = contracts.genes.get('check_link_state');
    if (contract === undefined) throw new Error('the genome changed');
    const failure = {
      locus: 'check_link_state',
      contract: sha256('c'),
      allele: sha256('a'),
      kind: 'exception',
      message: '',
    };
    const whole = trialToCase(generateCase(contract, 'known', 1), failure);
    const file = await writeCaseFile(repository.file('.sg', 'cases'), whole);
    const stale = await writeCaseFile(repository.file('.sg', 'cases'), { ...whole, input: { other: 1 } });
    const result = await ask(repository, 'check_link_state');
    const [allele] = result.loci[0]?.alleles ?? [];
    expect(allele?.cases).toMatchObject({ checked: 1, failures: [{ at: file, faults: [{ kind: 'exception' }] }] });
    expect(result.loci[0]?.notReplayed).toMatchObject([{ file: stale }]);
    expect(text(result)).toContain('captured failures, which decide nothing here');
  });

  it('does not pass where a gene expresses nothing', async () => {
    const repository = await genomeRepository();
    repository.expressDigests('link_up', []);
    const result = await ask(repository, 'link_up');
    expect(result).toMatchObject({ ok: false, loci: [{ locus: 'link_up', alleles: [] }] });
    expect(text(result)).toContain('none expressed');
  });

  it('refuses what is no gene', async () => {
    const repository = await genomeRepository();
    await expect(ask(repository, 'link_upp')).rejects.toMatchObject({
      code: 'unknown-locus',
      hint: 'Did you mean "link_up"?',
    });
    await expect(ask(repository, 'ensure_bridge')).rejects.toMatchObject({ code: 'not-a-gene' });
  });
});

function ask(repository: GenomeRepository, locus?: string): Promise<Conformance> {
  return conformance({ start: repository.root, phenotype: 'default', locus, progress: () => undefined });
}

function text(result: Conformance): string {
  return conformanceView(result, styleFor(false));
}

/** Columns of the table, the folder's own line left out. */
function widest(result: Conformance): number {
  return Math.max(
    ...text({ ...result, root: '' })
      .split('\n')
      .map(({ length }) => length),
  );
}
