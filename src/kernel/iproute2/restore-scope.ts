import { findHostLink, type HostState } from '../observe/host-state.ts';

/**
 * The devices a change of `named` can have reached: these, and whatever is or was directly above or below a reached one
 * (masters, ports, members, VLANs and their parents). Nothing else is touched by a restore: other programs work on the same
 * host.
 */
export function restoreScope(target: HostState, current: HostState, named: readonly string[]): ReadonlySet<string> {
  const found = new Set(named);
  const open = [...found];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const state of [target, current]) {
      for (const near of adjacent(state, next)) {
        if (found.has(near)) continue;
        found.add(near);
        open.push(near);
      }
    }
  }
  return found;
}

function adjacent(state: HostState, name: string): readonly string[] {
  const link = findHostLink(state, name);
  const below = [link?.master, link?.vlan?.parent].filter((near) => near !== null && near !== undefined);
  const above = state.links.filter((other) => other.master === name || other.vlan?.parent === name);
  return [...below, ...above.map((other) => other.name)];
}
