import type { NetworkSnapshot } from '../network-snapshot.ts';
import type { SnapshotChange } from '../world-difference.ts';

/**
 * Whether all that is left of a change is that a bridge, bond or VLAN has the address it had, but as one that was set: Linux
 * has no way to take that back (`dev_set_mac_address` in net/core/dev.c sets NET_ADDR_SET and nothing clears it), other than
 * making the device anew, which would cut whoever is reached through it. No frame looks different; from now on the address
 * stays when ports or members change. It shows among what a run has changed, and does not make a rollback incomplete.
 */
export function isHeldAddress(
  { keys: [section, name, field], before, after }: SnapshotChange,
  expected: NetworkSnapshot,
  found: NetworkSnapshot,
): boolean {
  if (section !== 'links' || name === undefined || field !== 'macSet' || before !== false || after !== true)
    return false;
  return expected.links[name]?.mac === found.links[name]?.mac;
}
