import { expect, it } from 'vitest';
import { states, TopologyHost } from './topology-host.ts';

it('a resource may be called one thing in the topology and another on the host', async () => {
  const host = await TopologyHost.with();
  const trunk = ['  virtual_machine_trunk:', '    is bond', '    name {name}', '    members [eth2, eth3]'];
  const vms = ['  vms:', '    is vlan_bridges', '    trunk virtual_machine_trunk', '    vlans [7]'];
  const lan = ['  lan:', '    is bridge', '    name virtual_machine_lan', '    uplink "virtual_machine_trunk"'];
  host.topology('site', 'takes:', '  name  string = bond0  "Device"', 'has:', ...vms, ...trunk);
  expect(states(await host.deploy('site'))).toEqual(['virtual_machine_trunk missing', 'vms missing']);
  expect(await host.missing('bond bond0 has members [eth2, eth3]', 'bridge br7 has ports [bond0.7]')).toEqual([]);
  // Quoted text is text, and a name too long for a device is refused as the kernel would.
  host.topology('other', 'has:', ...lan);
  const other = await host.plan('other');
  expect(other.resources[0]).toMatchObject({ state: 'refused', failure: { locus: 'bridge_create' } });
});
