import { zeroMac } from '../mac.ts';
import type { BondOptions, BridgeOptions, VlanOptions } from '../network.ts';
import { findHostLink } from '../observe/host-state.ts';
import { set } from '../iproute2/plan-change.ts';
import { runIp } from '../iproute2/run-ip.ts';
import { defaultForwardDelay, defaultMiimon, maxForwardDelay, minForwardDelay } from '../ranges.ts';
import { activate } from './activate.ts';
import type { ChangeContext } from './change-context.ts';
import { asItWas, finish } from './finish.ts';
import { joinPort } from './ports.ts';
import { flag, newSettings, number, text, withMac, type Settings } from './settings.ts';
import { Variant } from './variant.ts';

export async function createBridge(context: ChangeContext, name: string, options: BridgeOptions = {}): Promise<void> {
  const { ports = [], stp = false, forwardDelay, mac } = options;
  const plain = newSettings(name, 'bridge', { bridge: bridgeSection(stp, forwardDelay ?? defaultForwardDelay) });
  await make(context, mac === undefined ? plain : withMac(plain, mac));
  for (const port of ports) await joinPort(context, name, port, 'bridge');
  const bridge = { name, up: true, stp, ...(forwardDelay === undefined ? {} : { forwardDelay }) };
  await finish(context.tools, [
    { ...bridge, ...(mac === undefined ? {} : { mac }) },
    ...ports.map((port) => ({ name: port, master: name, ...asItWas(findHostLink(context.state, port)) })),
  ]);
}

/** Profiles hold delays of 2 to 30 s only; others are set by `ip` and last until the host restarts. */
export function bridgeSection(stp: boolean, forwardDelay: number): Settings[string] {
  const fits = forwardDelay >= minForwardDelay && forwardDelay <= maxForwardDelay;
  return { stp: flag(stp), ...(fits ? { 'forward-delay': number(forwardDelay) } : {}) };
}

export async function createBond(context: ChangeContext, name: string, options: BondOptions): Promise<void> {
  const { mode, members = [], miimon = defaultMiimon } = options;
  const bond = { options: new Variant('a{ss}', { mode, miimon: String(miimon) }) };
  await make(context, newSettings(name, 'bond', { bond }));
  for (const member of members) {
    await joinPort(context, name, member, 'bond');
    await joinByHand(context, name, member);
  }
  await finish(context.tools, [{ name, up: true }, ...members.map((member) => ({ name: member, up: true }))]);
}

/** A member that was down could not be activated; a bond takes only members that are down. */
async function joinByHand({ tools, state }: ChangeContext, bond: string, member: string): Promise<void> {
  if (findHostLink(state, member)?.up === true) return;
  await runIp(tools, set(member, 'down'));
  await runIp(tools, set(member, 'master', bond));
}

export async function createVlan(
  context: ChangeContext,
  parent: string,
  id: number,
  options: VlanOptions = {},
): Promise<void> {
  const name = options.name ?? `${parent}.${id}`;
  const below = findHostLink(context.state, parent);
  // A missing value means that headers are not reordered.
  const vlan = { parent: text(parent), id: number(id), flags: number(1) };
  const settings = newSettings(name, 'vlan', { vlan });
  if (below?.up === true && below.mac !== zeroMac) {
    await make(context, settings);
    await finish(context.tools, [{ name, up: true }]);
    return;
  }
  // It can't be activated on a parent that is down.
  await context.log.add(settings);
  await runIp(context.tools, ['link', 'add', 'link', parent, 'name', name, 'type', 'vlan', 'id', String(id)]);
}

async function make({ manager, log }: ChangeContext, settings: Settings): Promise<void> {
  await activate(manager, await log.add(settings), '/');
}
