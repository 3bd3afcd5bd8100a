import { expect, it, vi } from 'vitest';
import { attentiveTools } from '../../../src/kernel/observe/attentive-tools.ts';
import { hostTools, type HostTools } from '../../../src/kernel/observe/host-tools.ts';
import { findHostLink, type HostState } from '../../../src/kernel/observe/host-state.ts';
import { observeHost, observeNamed } from '../../../src/kernel/observe/observe-host.ts';
import { observe } from '../../../src/kernel/observe/observe-operations.ts';
import { describeLab } from '../lab.ts';
import { bridge, freshNetwork, ip } from '../network.ts';

/** A card, a bridge, what is gone after a while, and what never was. */
const names = ['eth0', 'br0', 'eth1', 'nobody', 'eth3'];

/** By questions about parts, with nothing at hand; and the same of all links. */
async function partsSeenBy(tools: HostTools): Promise<readonly unknown[]> {
  tools.moment?.end();
  const named = (await observeNamed(tools, names)).filter(({ name }) => names.includes(name));
  const views: unknown[] = [];
  for (const name of names) {
    tools.moment?.end();
    views.push(await observe(tools, 'bridge', [name]));
  }
  return [named, views];
}

/** Without ages, which go on between two looks. */
async function seenBy(tools: HostTools): Promise<HostState> {
  tools.moment?.end();
  const { links, routes, fdb, neighbours } = await observeHost(tools);
  return {
    links,
    routes,
    fdb: fdb.map((entry) => ({ ...entry, age: null })),
    neighbours: neighbours.map((neighbour) => ({ ...neighbour, confirmed: null })),
  };
}

describeLab('namespace', 'looks that share programs and remember rows', () => {
  it('show what each program by itself shows, before and after changes', async () => {
    freshNetwork();
    const [attentive, plain] = [attentiveTools(), hostTools()];
    const agree = (): Promise<HostState> =>
      vi.waitFor(
        async () => {
          const seen = await seenBy(attentive);
          expect(seen).toEqual(await seenBy(plain));
          expect(await partsSeenBy(attentive)).toEqual(await partsSeenBy(plain));
          return seen;
        },
        // States follow up to a second late.
        { timeout: 10_000, interval: 50 },
      );
    await agree();
    ip('link', 'add', 'br0', 'up', 'type', 'bridge', 'forward_delay', '400');
    for (const port of ['eth2', 'eth3']) ip('link', 'set', 'dev', port, 'master', 'br0');
    bridge('fdb', 'add', '02:00:00:00:00:99', 'dev', 'eth3', 'master', 'static');
    ip('address', 'add', '192.0.2.10/24', 'dev', 'eth0');
    ip('address', 'add', '192.0.2.11/24', 'dev', 'eth1');
    ip(
      'route',
      'add',
      'default',
      'nexthop',
      'via',
      '192.0.2.1',
      'dev',
      'eth0',
      'nexthop',
      'via',
      '192.0.2.2',
      'dev',
      'eth1',
    );
    ip('route', 'add', 'blackhole', '198.51.100.0/24', 'table', '77');
    ip('-6', 'route', 'add', '2001:db8::/32', 'dev', 'eth0', 'metric', '7');
    ip('neighbour', 'add', '192.0.2.9', 'lladdr', '52:54:00:00:00:09', 'dev', 'eth0');
    const full = await agree();
    expect([full.routes.length > 3, full.neighbours.length > 0, full.fdb.length > 2]).toEqual([true, true, true]);
    ip('link', 'set', 'dev', 'eth3', 'nomaster');
    ip('link', 'set', 'dev', 'eth1', 'name', 'renamed');
    ip('route', 'del', 'blackhole', '198.51.100.0/24', 'table', '77');
    const changed = await agree();
    expect(findHostLink(changed, 'renamed')?.index).toBe(findHostLink(full, 'eth1')?.index);
  });
});
