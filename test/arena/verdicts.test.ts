import { describe, expect, test } from 'vitest';
import { sha256 } from '../../src/model/digest.ts';
import type { GeneSource } from '../../src/sandbox/sandbox.ts';
import { dominantSource, honestSource, judged } from '../helpers/arena.ts';

const budget = { worlds: 24, faultWorlds: 1, pairs: 160 };
/** Where nothing has to be decided. */
const few = { worlds: 12, faultWorlds: 1, pairs: 40 };

function gene(source: string): GeneSource {
  return { digest: sha256(source), source, file: 'incumbent.ts' };
}

async function edited(locus: string, from: string, to: string): Promise<string> {
  const source = await dominantSource(locus);
  expect(source).toContain(from);
  return source.replace(from, to);
}

describe('against a seeded faulty allele', () => {
  // Gives up on spanning tree, as somebody might who never tried it.
  const faulty = async (): Promise<GeneSource> =>
    gene(
      await edited(
        'bridge_create',
        'export default async function execute(input: Input, kernel: Kernel): Promise<Output> {',
        `export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  if (input.stp_enabled && input.interfaces.length > 0) throw new Error('spanning tree is for switches');`,
      ),
    );

  test('an honest improvement is better, and the evidence shows where', async () => {
    const incumbent = await faulty();
    const source = await dominantSource('bridge_create');
    const evidence = await judged({ locus: 'bridge_create', source, incumbent, others: [], budget });
    expect(evidence.verdict.result).toBe('better');
    expect(evidence.competition).toMatchObject({ decision: 'promote', losses: 0 });
    expect(evidence.competition?.wins).toBeGreaterThanOrEqual(7);
    expect(evidence.differences[0]).toMatchObject({
      kind: 'works-where-incumbent-fails',
      input: { stp_enabled: true },
      incumbent: { outcome: 'gene-failure', kind: 'exception' },
      candidate: { outcome: 'ok' },
    });
  });

  test('the faulty allele in its turn is rejected', async () => {
    const incumbent = gene(await dominantSource('bridge_create'));
    const { source } = await faulty();
    const { verdict } = await judged({ locus: 'bridge_create', source, incumbent, others: [], budget: few });
    expect(verdict).toMatchObject({ result: 'rejected', stage: 'examples' });
  });
});

test('an equal allele is not promoted', async () => {
  const dominant = await dominantSource('bridge_create');
  const evidence = await judged({
    locus: 'bridge_create',
    source: `${dominant}// the same\n`,
    incumbent: gene(dominant),
    others: [],
    budget: few,
  });
  expect(evidence.verdict.result).toBe('passed');
  expect(evidence.competition).toMatchObject({ wins: 0, losses: 0, ties: 40, decision: 'inconclusive' });
  expect(evidence.competition?.cost.decision).toBe('inconclusive');
  expect(evidence.differences).toEqual([]);
});

test('a gene that announces the moved bridge is better than one that does not, and the evidence says why', async () => {
  // Whatever the dominant allele does about it: once with an announcement at the end, once with none at all.
  const work = await honestSource('bridge_uplink');
  const head = 'export default async function execute(input: Input, kernel: Kernel): Promise<Output> {';
  const incumbent = gene(`${work}
${head}
  return honest(input, Object.create(kernel, { announce: { value: () => Promise.resolve() } }));
}
`);
  const source = `${work}
${head}
  const output = await honest(input, kernel);
  const moved = output.success && output.changed && input.replaces !== '';
  if (moved && (await kernel.link(input.bridge_name))?.up === true) await kernel.announce(input.bridge_name);
  return output;
}
`;
  const seed = { value: 'c', nonce: null };
  const evidence = await judged({
    locus: 'bridge_uplink',
    source,
    incumbent,
    others: [],
    seed,
    budget: { ...budget, pairs: 400 },
  });
  expect(evidence.verdict.result).toBe('better');
  expect(evidence.differences[0]).toMatchObject({
    kind: 'works-where-incumbent-fails',
    // Healthy at once, unhealthy at the end of the window.
    incumbent: { kind: 'unhealthy', unhealthy: ['check_neighbours (convergence)'] },
    candidate: { outcome: 'ok' },
  });
});

test('a diagnostic that finds otherwise than the incumbent is for a person to judge', async () => {
  const source = await edited(
    'check_link_state',
    'export default async function execute(input: Input, kernel: Kernel): Promise<Output> {',
    `export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  const all = await kernel.links();
  if (all.length > 5) return { healthy: false, findings: [{ subject: input.device, problem: 'too many interfaces' }] };`,
  );
  const incumbent = gene(await dominantSource('check_link_state'));
  const evidence = await judged({ locus: 'check_link_state', source, incumbent, others: [], budget: few });
  expect(evidence.verdict.result).toBe('review');
  expect(evidence.competition?.differing['other-finding']).toBeGreaterThan(0);
});

test('without an incumbent only the gates speak', async () => {
  const source = await dominantSource('link_up');
  const evidence = await judged({ locus: 'link_up', source, incumbent: undefined, others: [], budget: few });
  expect(evidence.verdict.result).toBe('passed');
  expect(evidence.verdict.reason).toContain('no incumbent');
  expect(evidence.competition).toBeNull();
});
