import { beforeEach, expect, it } from 'vitest';
import { genomeRepository } from '../../helpers/genome-repository.ts';
import { describeLab } from '../lab.ts';
import { freshNetwork } from '../network.ts';
import { Pathways, setWindows } from '../pathways.ts';

const bond = { bond_name: 'bond0', members: ['eth1', 'eth2'], miimon: 50 };
const bonded = { kind: 'bond', mode: 'active-backup', members: [{ name: 'eth1' }, { name: 'eth2' }], up: true };

describeLab('uml', 'bonds and VLANs on the iproute2 kernel', () => {
  beforeEach(freshNetwork);

  it('provision_bond, and provision_vlan_bridge on it', async () => {
    const repository = await genomeRepository();
    setWindows(repository, 2);
    const pathways = new Pathways('iproute2', repository);
    expect(await pathways.run('provision_bond', bond)).toMatchObject({ ok: true, healthy: true });
    const vlan = await pathways.run('provision_vlan_bridge', { trunk: 'bond0', vlan: 5 });
    expect(vlan).toMatchObject({ ok: true, healthy: true });
    expect(await pathways.world()).toMatchObject({
      links: { bond0: bonded, 'bond0.5': { kind: 'vlan', parent: 'bond0', id: 5 }, br5: { ports: ['bond0.5'] } },
    });
  });
});
