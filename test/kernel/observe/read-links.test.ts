import { expect, it } from 'vitest';
import { readLink } from '../../../src/kernel/observe/read-links.ts';
import { linkRows } from '../../../src/kernel/observe/schema.ts';

/** A bridge with spanning tree as `ip -json -details` prints it (iproute2 6.1). */
function bridgeRow(data: object): ReturnType<typeof linkRows.parse>[number] {
  const times = { forward_delay: 200, hello_time: 200, max_age: 2000, priority: 32_768 };
  const info_data = { ...times, stp_state: 1, ...data };
  const common = { flags: ['UP'], mtu: 1500, operstate: 'UP', link_type: 'ether', address: '52:54:00:00:00:01' };
  const [row] = linkRows.parse([
    { ifindex: 5, ifname: 'br0', ...common, linkinfo: { info_kind: 'bridge', info_data }, addr_info: [] },
  ]);
  return row!;
}

it('does not take the ageing of a topology change for what was configured (seen)', () => {
  const quiet = readLink(bridgeRow({ ageing_time: 12_000, topology_change: 0 }), new Set());
  expect(quiet.bridge?.ageingTime).toBe(12_000);
  const changing = readLink(bridgeRow({ ageing_time: 400, topology_change: 1 }), new Set());
  expect(changing.bridge?.ageingTime).toBe(30_000);
});
