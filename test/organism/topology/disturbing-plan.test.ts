import { expect, it } from 'vitest';
import { worldFromGiven } from '../../../src/kernel/vocabulary.ts';
import { TopologyHost } from './topology-host.ts';

it('a plan says which of its changes disturb traffic', async () => {
  const given = ['interface eth1', 'interface eth2', 'address 192.0.2.10/24 on eth2', 'bridge lan with ports [eth1]'];
  const host = await TopologyHost.with(worldFromGiven(given));
  const lines = [
    '  lan:',
    '    is bridge',
    '    uplink eth1',
    '    stp enabled',
    '  new:',
    '    is bridge',
    '    uplink eth2',
  ];
  host.topology('office', 'has:', ...lines);
  const plan = await host.plan('office');
  expect(plan.resources.map(({ resource, state }) => [resource, state])).toEqual([
    ['lan', 'drifted'],
    ['new', 'missing'],
  ]);
  expect(plan.resources.map(({ disturbs }) => disturbs.map(({ device, kind }) => `${device} ${kind}`))).toEqual([
    ['lan spanning-tree'],
    ['eth2 master-changed'],
  ]);
});
