import { beforeEach, expect, it } from 'vitest';
import { locusDetails } from '../../../src/organism/status/locus-status.ts';
import { genomeRepository, type GenomeRepository } from '../../helpers/genome-repository.ts';
import { calledHost, setCanary, setShadow } from '../../organism/canary/hosting-mock.ts';
import { describeLab } from '../lab.ts';
import { freshManagedNetwork, savedProfiles } from '../manager.ts';
import { Pathways, setWindows } from '../pathways.ts';

const locus = 'bridge_create';
const input = { bridge_name: 'br0', interfaces: ['eth1'], stp_enabled: false };
const failing = `export default async function execute(input, kernel) {
  await kernel.createBridge(input.bridge_name);
  throw new Error('boom');
}`;

describeLab('networkmanager', 'canary and shadow on a host', () => {
  let repository: GenomeRepository;
  let pathways: Pathways;
  beforeEach(async () => {
    await freshManagedNetwork();
    repository = await genomeRepository();
    setWindows(repository, 1);
    calledHost(repository, 'web1');
    pathways = new Pathways('networkmanager', repository);
  });

  it('a canary that fails leaves nothing behind, and the dominant does the work', async () => {
    const [dominant] = repository.expressed(locus);
    const canary = repository.allele(locus, failing);
    setCanary(repository, locus, { allele: canary, hosts: ['web1'] });
    const report = await pathways.run(locus, input);
    expect(report).toMatchObject({ ok: true, kernel: 'networkmanager', rolledBack: false });
    expect(report.steps[0]?.attempts).toMatchObject([
      { allele: canary, canary: true, outcome: 'gene-failure', rolledBack: { proven: true } },
      { allele: dominant, outcome: 'ok' },
    ]);
    expect(await pathways.world()).toMatchObject({ links: { br0: { kind: 'bridge', up: true, ports: ['eth1'] } } });
  });

  it('a shadow tells what the next in line would have done, and leaves the host alone', async () => {
    const [dominant] = repository.expressed(locus);
    const next = repository.allele(locus, failing);
    repository.expressDigests(locus, [dominant!, next]);
    setShadow(repository, 'all');
    const report = await pathways.run(locus, input);
    expect(report).toMatchObject({ ok: true, shadow: [{ locus, allele: next, verdict: 'fails' }] });
    expect(savedProfiles()).toHaveLength(2);
    const { shadows, alleles } = await locusDetails(repository.root, 'default', locus);
    expect(shadows).toEqual([{ allele: next, same: 0, differs: 0, fails: 1 }]);
    expect(alleles.slice(0, 2).map(({ tally }) => tally.attempts)).toEqual([1, 0]);
  });
});
