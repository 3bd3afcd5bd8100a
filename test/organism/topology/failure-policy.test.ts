import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { promise, states, TopologyHost } from './topology-host.ts';

/** A bridge that can be made, a bond that cannot (one interface is not there), and a bridge that waits for neither. */
const resources = [
  'has:',
  '  lan:',
  '    is bridge',
  '    uplink eth1',
  '  trunk:',
  '    is bond',
  '    members [eth2, eth9]',
  '  vms:',
  '    is vlan_bridges',
  '    trunk trunk',
  '    vlans [7]',
  '  dmz:',
  '    is bridge',
  '    uplink eth3',
];

async function branch(...policies: readonly string[]): Promise<TopologyHost> {
  const host = await TopologyHost.with();
  host.topology(
    'branch',
    ...resources,
    ...(policies.length === 0 ? [] : ['on failure:', ...policies.map((p) => `  ${p}`)]),
  );
  return host;
}

function recorded(host: TopologyHost): string {
  const folder = host.repository.file('.sg', 'ledger');
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(`${entry.parentPath}/${entry.name}`, 'utf8'))
    .join('');
}

describe('when one resource cannot be made', () => {
  it.each([[['preserve what works', 'report what failed']], [[]]])('the others stay with %j', async (policies) => {
    const host = await branch(...policies);
    const plan = await host.plan('branch');
    const deployed = await host.deploy('branch');
    expect(promise(deployed)).toEqual(promise(plan));
    expect(states(deployed)).toEqual(['lan missing', 'trunk refused', 'vms skipped', 'dmz missing']);
    expect(deployed).toMatchObject({
      ok: false,
      rolledBack: false,
      failure: { kind: 'refused', message: 'trunk: member not found' },
    });
    expect(await host.missing('bridge lan has ports [eth1]', 'bridge dmz has ports [eth3]', 'no bond trunk')).toEqual(
      [],
    );
    expect(recorded(host)).toContain('"target":"ensure_bridge"');
  });

  it('everything is undone with rollback all, and proven to be', async () => {
    const host = await branch('rollback all');
    const before = await host.snapshot();
    const plan = await host.plan('branch');
    const deployed = await host.deploy('branch');
    expect(promise(deployed)).toEqual(promise(plan));
    expect(states(deployed)).toEqual(['lan missing', 'trunk refused', 'vms skipped', 'dmz skipped']);
    expect(deployed).toMatchObject({ ok: false, rolledBack: true, rollback: { proven: true }, changes: [] });
    expect(await host.snapshot()).toEqual(before);
    expect(deployed.resources[3]?.reason).toBe('everything is undone because of trunk');
  });
});

describe('when the whole is unhealthy although every resource is right', () => {
  const lines = ['has:', '  lan:', '    is bridge', '    uplink eth1', 'verify:', '  check_link_state device=eth7'];

  it('what was made stays, and the finding is reported', async () => {
    const host = await TopologyHost.with();
    host.topology('lonely', ...lines, '  all within 60s');
    const deployed = await host.deploy('lonely');
    expect(deployed).toMatchObject({ ok: false, healthy: false, rolledBack: false, failure: { kind: 'unhealthy' } });
    expect(deployed.verify.map(({ timescale, healthy }) => [timescale, healthy])).toEqual([
      ['immediate', false],
      ['convergence', false],
    ]);
    expect(await host.missing('bridge lan has ports [eth1]')).toEqual([]);
    expect(recorded(host)).toContain('"target":"topology lonely"');
  });

  it('everything is undone with rollback all', async () => {
    const host = await TopologyHost.with();
    host.topology('lonely', ...lines, 'on failure:', '  rollback all');
    const before = await host.snapshot();
    expect(await host.deploy('lonely')).toMatchObject({ ok: false, healthy: false, rolledBack: true, changes: [] });
    expect(await host.snapshot()).toEqual(before);
  });
});

it('commits everything at once with rollback all when all goes well', async () => {
  const host = await TopologyHost.with();
  host.topology(
    'pair',
    'has:',
    '  a:',
    '    is bridge',
    '    uplink eth1',
    '  b:',
    '    is bridge',
    '    uplink eth2',
    'on failure:',
    '  rollback all',
  );
  expect(await host.deploy('pair')).toMatchObject({ ok: true, rolledBack: false });
  expect(await host.missing('bridge a has ports [eth1]', 'bridge b has ports [eth2]')).toEqual([]);
});
