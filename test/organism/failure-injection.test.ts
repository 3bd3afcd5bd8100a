import { describe, expect, test } from 'vitest';
import { worldEpoch } from '../../src/kernel/mock/default-world.ts';
import { canonicalJson } from '../../src/model/canonical-json.ts';
import { genomeRepository, type GenomeRepository } from '../helpers/genome-repository.ts';
import { inProcess } from '../helpers/run-in-process.ts';

const server = { uplink: 'eth1', bond_members: ['eth2', 'eth3'], vlans: [100, 200] };

/** Does all its work, then fails: the worst case for a rollback. */
function failsAtTheEnd(source: string): string {
  return `${source.replace('export default async function execute', 'async function original')}
export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  await original(input, kernel);
  throw new Error('injected');
}
`;
}

function breakLocus(repository: GenomeRepository, locus: string): void {
  const [dominant = ''] = repository.expressed(locus);
  repository.express(locus, [failsAtTheEnd(repository.source(locus, dominant))]);
}

/** Expresses the allele with a statement before its own work. */
function wraps(repository: GenomeRepository, locus: string, statement: string): void {
  const source = repository.source(locus, repository.expressed(locus)[0] ?? '');
  repository.express(locus, [
    `${source.replace('export default async function execute', 'async function original')}
export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  ${statement}
  return original(input, kernel);
}
`,
  ]);
}

/** For half a minute from the world's beginning, once the last VLAN is there, the bridge's address does not stay. */
const unstableUntilVlans = `const made = await kernel.link('storage.200');
  if (made !== null && input.device === 'management' && (await kernel.now()) < ${worldEpoch + 30})
    return { ...(await original(input, kernel)), healthy: false };`;

describe('deploy_server_network', () => {
  test('runs composition, loops, data, conditions and side by side', async () => {
    const organism = inProcess(await genomeRepository());
    const report = await organism.run('deploy_server_network', server);
    expect(report.failure).toBeUndefined();
    expect(report.ok).toBe(true);
    expect(report.steps.map(({ step }) => step)).toEqual(
      expect.arrayContaining(['1.1', '2', '3[1]', '3[2]', '4', '5']),
    );
    const created = report.changes.map(({ path }) => path);
    expect(created).toEqual(expect.arrayContaining(['links.management', 'links.storage', 'links["storage.100"]']));
    const started = organism.events.findIndex((event) => event.type === 'step-started' && event.step === '2');
    const ended = organism.events.findIndex((event) => event.type === 'step-ended' && event.step.step === '1.4[1]');
    expect(started).toBeLessThan(ended);
  });

  test('mends an address that does not stay, and looks at traffic where it does', async () => {
    const repository = await genomeRepository();
    wraps(repository, 'check_mac_stability', unstableUntilVlans);
    const unsteady = await inProcess(repository).run('deploy_server_network', server, { jobs: 1 });
    expect(unsteady.failure).toBeUndefined();
    expect(unsteady.steps.slice(-2)).toMatchObject([
      { step: '4', locus: 'check_mac_stability', output: { healthy: false } },
      { step: '5', locus: 'mac_preserve', ok: true },
    ]);
    const steady = await inProcess(await genomeRepository()).run('deploy_server_network', server, { jobs: 1 });
    expect(steady.steps.slice(-2)).toMatchObject([
      { step: '4', output: { healthy: true } },
      { step: '5', locus: 'check_connectivity' },
    ]);
  });

  test.each([
    ['the second round of its loop', 'vlan_create', `if (input.vlan_id === 200) throw new Error('injected');`],
    ['its diagnosis', 'check_mac_stability', `throw new Error('injected');`],
    ['its last step', 'check_connectivity', `throw new Error('injected');`],
  ])('with %s failing is undone whole', async (_, locus, statement) => {
    const repository = await genomeRepository();
    wraps(repository, locus, statement);
    const organism = inProcess(repository);
    const before = canonicalJson(await organism.kernel.snapshot());
    const report = await organism.run('deploy_server_network', server);
    expect(report).toMatchObject({ ok: false, rolledBack: true, rollback: { proven: true }, changes: [] });
    expect(JSON.stringify(report.steps)).toContain('injected');
    expect(canonicalJson(await organism.kernel.snapshot())).toBe(before);
  });

  const loci = ['bridge_create', 'bridge_stp', 'mac_preserve', 'bridge_uplink', 'bond_create', 'vlan_create'];
  test.each(loci)('with %s failing after its work is undone whole, as `rollback all` says', async (locus) => {
    const repository = await genomeRepository();
    breakLocus(repository, locus);
    const organism = inProcess(repository);
    const before = canonicalJson(await organism.kernel.snapshot());
    const report = await organism.run('deploy_server_network', server);
    expect(report).toMatchObject({
      ok: false,
      rolledBack: true,
      failure: { kind: 'gene-failure', locus },
      changes: [],
    });
    expect(report.steps.length).toBeGreaterThan(0);
    expect(canonicalJson(await organism.kernel.snapshot())).toBe(before);
  });
});

describe.each(['rollback all', 'rollback completed steps'])('%s', (policy) => {
  test.each(['bridge_create', 'check_link_state', 'bond_create'])('undoes every step when %s fails', async (locus) => {
    const repository = await genomeRepository();
    repository.contract(
      'pathways',
      'three_things',
      `pathway three_things for network
  risk low

  steps:
    1. bridge_create
         bridge_name = left
         interfaces = [eth1]
    2. check_link_state
         device = eth0
    3. bond_create
         bond_name = right
         mode = active-backup
         members = [eth2, eth3]

  on failure:
    ${policy}
`,
    );
    breakLocus(repository, locus);
    const organism = inProcess(repository);
    const before = canonicalJson(await organism.kernel.snapshot());
    const report = await organism.run('three_things', {});
    expect(report).toMatchObject({ ok: false, rolledBack: true, rollback: { proven: true }, changes: [] });
    expect(canonicalJson(await organism.kernel.snapshot())).toBe(before);
  });
});

describe('report partial', () => {
  test('keeps the steps that were completed, undoes the failed one, and says so', async () => {
    const repository = await genomeRepository();
    repository.contract(
      'pathways',
      'two_things',
      `pathway two_things for network
  risk low

  steps:
    1. bridge_create
         bridge_name = left
         interfaces = [eth1]
    2. bond_create
         bond_name = right
         mode = active-backup
         members = [eth2, eth3]

  on failure:
    report partial
`,
    );
    breakLocus(repository, 'bond_create');
    const organism = inProcess(repository);
    const report = await organism.run('two_things', {});
    expect(report).toMatchObject({ ok: false, rolledBack: false, failure: { locus: 'bond_create' } });
    expect(report.steps.map(({ step, ok }) => [step, ok])).toEqual([
      ['1', true],
      ['2', false],
    ]);

    const alone = inProcess(await genomeRepository());
    await alone.run('bridge_create', { bridge_name: 'left', interfaces: ['eth1'] });
    expect(canonicalJson(await organism.kernel.snapshot())).toBe(canonicalJson(await alone.kernel.snapshot()));
  });
});
