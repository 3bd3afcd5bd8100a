import { hostLinksUnder, type HostLink, type HostState } from '../observe/host-state.ts';
import type { ChangeContext } from './change-context.ts';
import { asItWas, finish, finishRemoval } from './finish.ts';
import { leavePort } from './ports.ts';
import type { Profile } from './manager-state.ts';

/** Removes a bridge, bond or VLAN with the VLANs on it, and the profiles of all of them. */
export async function removeLink(context: ChangeContext, name: string): Promise<void> {
  const { tools, state } = context;
  const ports = hostLinksUnder(state.links, name);
  const gone = [name, ...vlansAbove(state, name)];
  await removeProfiles(context, gone);
  for (const port of ports) await leavePort(context, port.name);
  for (const device of gone) await finishRemoval(tools, device);
  const bond = state.links.find((link) => link.name === name)?.bond !== undefined;
  await finish(
    tools,
    ports.map((port) => (bond ? asMemberLeft(port) : { name: port.name, master: null, ...asItWas(port) })),
  );
}

/** Members get their own address back and are left down. */
function asMemberLeft({ name, member }: HostLink): { name: string; master: null; up: boolean; mac?: string } {
  const mac = member?.permanentMac;
  return { name, master: null, up: false, ...(mac === undefined || mac === null ? {} : { mac }) };
}

function vlansAbove(state: HostState, name: string): readonly string[] {
  const direct = state.links.filter(({ vlan }) => vlan?.parent === name).map((link) => link.name);
  return direct.flatMap((vlan) => [vlan, ...vlansAbove(state, vlan)]);
}

/** Of the VLANs first: without its parent such a profile can't be activated any more. */
async function removeProfiles({ manager, log }: ChangeContext, devices: readonly string[]): Promise<void> {
  const { profiles } = await manager.look();
  const isTheirs = ({ device, external, type }: Profile): boolean =>
    device !== null && !external && devices.includes(device) && ['bridge', 'bond', 'vlan'].includes(type);
  const order = ({ device }: Profile): number => devices.indexOf(device ?? '');
  for (const profile of profiles.filter(isTheirs).toSorted((a, b) => order(b) - order(a))) await log.remove(profile);
}
