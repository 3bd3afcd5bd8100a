import { expect, it } from 'vitest';
import { readFusionState } from '../../../src/organism/fusion/fusion-state.ts';
import { openWorkspace } from '../../../src/organism/workspace.ts';
import { TopologyHost } from './topology-host.ts';

it('a deploy counts towards the fusion of its pathways, a plan does not', async () => {
  const host = await TopologyHost.with();
  const workspace = await openWorkspace(host.repository.root);
  await host.plan('production_server');
  expect((await readFusionState(workspace)).reinforcements.size).toBe(0);
  await host.deploy('production_server');
  const { reinforcements } = await readFusionState(workspace);
  expect(reinforcements.get('ensure_bridge')?.count).toBe(1);
  expect([...reinforcements.keys()].sort()).toEqual(['ensure_bond', 'ensure_bridge', 'ensure_vlan_bridges']);
});
