import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KernelError } from '../../../src/errors/kernel-error.ts';
import { asNetworkSnapshot } from '../../../src/kernel/network-snapshot.ts';
import { createBridge } from '../../../src/kernel/mock/bridge.ts';
import { defaultWorld } from '../../../src/kernel/mock/default-world.ts';
import { MockKernel } from '../../../src/kernel/mock/mock-kernel.ts';
import { snapshotOf } from '../../../src/kernel/mock/snapshot.ts';
import { advance } from '../../../src/kernel/mock/time.ts';
import { viewBond, viewBridge, viewLinks, viewVlan } from '../../../src/kernel/mock/views.ts';
import type { World } from '../../../src/kernel/mock/world-schema.ts';
import { canonicalJson } from '../../../src/model/canonical-json.ts';
import { anyCall, startName, startWorlds } from './arbitrary-operations.ts';

/** What snapshot and observing operations both show must be the same. */
function expectTrue(world: World): void {
  const { links } = asNetworkSnapshot(snapshotOf(world));
  expect(Object.keys(links)).toEqual(viewLinks(world).map(({ name }) => name));
  for (const { name, kind, up, operstate, carrier, mac, mtu, master } of viewLinks(world)) {
    const picture = links[name];
    expect(picture).toMatchObject({ kind, up, operstate, carrier, mac, mtu, master });
    if (picture?.kind === 'bridge') {
      expect(picture.ports).toEqual(viewBridge(world, name)?.ports.map((port) => port.name));
      for (const port of viewBridge(world, name)?.ports ?? []) expect(links[port.name]?.portState).toBe(port.state);
    }
    if (picture?.kind === 'bond') expect(picture.activeMember).toBe(viewBond(world, name)?.activeMember);
    if (picture?.kind === 'vlan') expect(picture).toMatchObject({ id: viewVlan(world, name)?.id });
  }
}

describe('a snapshot', () => {
  it('shows what the observing operations show, whatever happened', async () => {
    await fc.assert(
      fc.asyncProperty(startName, fc.array(anyCall, { maxLength: 15 }), async (start, calls) => {
        const kernel = MockKernel.open({ world: startWorlds[start] });
        const port = (await kernel.begin({ label: 'law' })).port();
        for (const [operation, ...args] of calls) {
          await port.call(operation, args).catch((error: unknown) => {
            if (!(error instanceof KernelError)) throw error;
          });
          expectTrue(kernel.world);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('has no clock and no ages in it', () => {
    const world = startWorlds.busy;
    expect(snapshotOf(advance(world, 17))).toEqual(snapshotOf(world));
    expect(canonicalJson(snapshotOf(world))).not.toContain(String(world.clock));
  });

  it('keeps a link called __proto__ a link', () => {
    const { links } = snapshotOf(createBridge(defaultWorld(), '__proto__')) as { links: object };
    expect(Object.keys(links)).toContain('__proto__');
    expect(Object.getPrototypeOf(links)).toBe(Object.prototype);
  });
});
