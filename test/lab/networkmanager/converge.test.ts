import { readdirSync, readFileSync } from 'node:fs';
import { beforeEach, expect, it } from 'vitest';
import { recoverOnHost } from '../../../src/organism/world/host-kernel.ts';
import { planOnKernel } from '../../../src/organism/topology/topology-on-kernel.ts';
import type { TopologyReport } from '../../../src/organism/topology/topology-report.ts';
import { genomeRepository, type GenomeRepository } from '../../helpers/genome-repository.ts';
import { describeLab } from '../lab.ts';
import { freshManagedNetwork, savedProfiles } from '../manager.ts';
import { ip } from '../network.ts';
import { Pathways, setWindows } from '../pathways.ts';

const topology = `topology one_bridge for network
  takes:
    nic  string[1..]  "Physical interfaces"

  has:
    management:
      is bridge
      uplink {nic.0}
      mac preserve
      stp disabled

  verify:
    check_link_state device=management
    all within 2s
`;

/** How often each link gained or lost its carrier since it was made. */
function carrierChanges(): ReadonlyMap<string, number> {
  const read = (name: string): number => Number(readFileSync(`/sys/class/net/${name}/carrier_changes`, 'utf8'));
  return new Map(readdirSync('/sys/class/net').map((name) => [name, read(name)]));
}

describeLab('networkmanager', 'a topology deployed through NetworkManager', () => {
  let repository: GenomeRepository;
  let pathways: Pathways;
  beforeEach(async () => {
    await freshManagedNetwork();
    repository = await genomeRepository();
    repository.contract('topologies', 'one_bridge', topology);
    setWindows(repository, 2);
    pathways = new Pathways('networkmanager', repository);
  });

  function plan(): Promise<TopologyReport> {
    const place = { start: repository.root, kernel: 'networkmanager', phenotype: 'default', world: undefined } as const;
    const told = { emit: () => undefined, emitTopology: () => undefined };
    return planOnKernel({ ...place, topology: 'one_bridge', input: {}, wait: true, jobs: 4, ...told });
  }

  it('is made as planned, stays alone when it is right, and is mended when it drifts', async () => {
    const planned = await plan();
    expect(planned).toMatchObject({ ok: true, empty: false, resources: [{ state: 'missing' }] });
    const made = await pathways.deploy('one_bridge', {});
    expect(made).toMatchObject({ ok: true, healthy: true, resources: [{ state: 'missing' }] });
    expect(made.changes.map(({ path }) => path)).toEqual(planned.changes.map(({ path }) => path));
    expect(savedProfiles()).toEqual(['sg-eth1', 'sg-management']);
    expect(await pathways.deploy('one_bridge', {})).toMatchObject({ ok: true, empty: true, changes: [] });
    ip('link', 'set', 'dev', 'management', 'down');
    expect(await plan()).toMatchObject({ resources: [{ state: 'drifted' }] });
    expect(await pathways.deploy('one_bridge', {})).toMatchObject({ ok: true, resources: [{ state: 'drifted' }] });
    expect(await plan()).toMatchObject({ empty: true });
  }, 300_000);

  it('flaps no link in use but those its plan names, and is confirmed or undone as one', async () => {
    ip('address', 'add', '192.0.2.20/24', 'dev', 'eth1');
    ip('address', 'add', '192.0.2.21/24', 'dev', 'eth2');
    const told = new Set((await plan()).resources.flatMap(({ disturbs }) => disturbs.map(({ device }) => device)));
    expect([...told]).toEqual(['eth1']);
    const before = carrierChanges();
    const made = await pathways.deploy('one_bridge', {}, { wait: false });
    expect(made).toMatchObject({ ok: true, expires: expect.any(Number) as number });
    const after = carrierChanges();
    const flapped = [...before].filter(([name, count]) => after.get(name) !== count).map(([name]) => name);
    // The far end of a wire follows the near one.
    expect(flapped.filter((name) => !told.has(name.replace('wire', 'eth')))).toEqual([]);
    await expect(pathways.deploy('one_bridge', {})).rejects.toMatchObject({ code: 'change-unconfirmed' });
    expect((await recoverOnHost(repository.root, true)).accepted).toHaveLength(1);
    expect(await pathways.deploy('one_bridge', {})).toMatchObject({ ok: true, empty: true });
  }, 300_000);
});
