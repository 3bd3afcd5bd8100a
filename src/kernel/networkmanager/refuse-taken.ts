import type { ChangeName } from '../iproute2/plan-change.ts';
import type { HostState } from '../observe/host-state.ts';
import type { OperationArguments } from '../operations.ts';
import { fileExists, Refusal } from '../refusal.ts';

/**
 * What the kernel refuses when a link is made, said before NetworkManager is asked: it would make profiles first, and takes
 * over a link of that name where it finds one.
 * @throws Refusal EEXIST, EINVAL
 */
export function refuseTaken<Name extends ChangeName>(
  state: HostState,
  name: Name,
  args: OperationArguments<Name>,
): void {
  if (name === 'createVlan') refuseVlan(state, args as OperationArguments<'createVlan'>);
  if (name !== 'createBridge' && name !== 'createBond') return;
  if (state.links.some((link) => link.name === args[0])) throw fileExists();
}

function refuseVlan({ links }: HostState, [parent, id, options]: OperationArguments<'createVlan'>): void {
  const below = links.find((link) => link.name === parent);
  if (below?.kind === 'loopback') throw new Refusal('EINVAL', 'Error: 8021q: VLANs not supported on device.');
  if (links.some((link) => link.name === (options?.name ?? `${parent}.${id}`))) throw fileExists();
  if (links.some(({ vlan }) => vlan?.parent === parent && vlan.id === id))
    throw new Refusal('EEXIST', 'Error: 8021q: VLAN device already exists.');
}
