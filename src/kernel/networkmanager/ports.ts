import { set } from '../iproute2/plan-change.ts';
import { runIp } from '../iproute2/run-ip.ts';
import { findHostLink, type HostLink } from '../observe/host-state.ts';
import { activate } from './activate.ts';
import { activeProfile, findDevice, ownProfile, type ChangeContext } from './change-context.ts';
import { asItWas, finish } from './finish.ts';
import { controllerProfile, keepInProfile } from './keep-profile.ts';
import type { ManagedDevice, ManagerState, Profile } from './manager-state.ts';
import { asNoPort, asPort, newSettings, ownPrefix, withMac, type PortKind } from './settings.ts';

/** NMDeviceType of links that are made from their profiles. */
const madeFromProfiles = new Set([10, 11, 13]);
const cards = new Set([1, 20]);
/** NMDeviceState: below, a device can't be activated. */
const disconnected = 30;

/** The bridge keeps its address: that a lower one joined has cost hosts minutes of outage. */
export async function attachPort(context: ChangeContext, bridge: string, port: string): Promise<void> {
  await controllerProfile(context, bridge);
  const master = findHostLink(context.state, bridge);
  const link = findHostLink(context.state, port);
  if (master !== undefined && link !== undefined && wouldMoveAddress(context, master, link)) {
    await runIp(context.tools, set(bridge, 'address', master.mac));
    await keepInProfile(context, bridge, (settings) => withMac(settings, master.mac));
  }
  await joinPort(context, bridge, port, 'bridge');
  await finish(context.tools, [{ name: port, master: bridge, ...asItWas(link) }]);
}

/** `br_stp_recalculate_bridge_id`: the lowest address of the ports, unless one was set. */
function wouldMoveAddress({ state }: ChangeContext, bridge: HostLink, port: HostLink): boolean {
  const hasPorts = state.links.some(({ master }) => master === bridge.name);
  return hasPorts && !bridge.macSet && port.mac < bridge.mac;
}

/** Makes the port's profile and activates it, where the port can be: one that is down joins by `ip` and stays down. */
export async function joinPort(
  context: ChangeContext,
  controller: string,
  port: string,
  kind: PortKind,
): Promise<void> {
  const { manager } = context;
  const state = await manager.look();
  const device = findDevice(state, port);
  const path = device === undefined ? undefined : await portProfile(context, state, device, controller, kind);
  const isUp = findHostLink(context.state, port)?.up === true;
  if (path === undefined || device === undefined || !isUp || device.state < disconnected) return;
  await activate(manager, path, device.path);
}

/** @returns undefined where NetworkManager has no profiles for such devices */
async function portProfile(
  { manager, log }: ChangeContext,
  state: ManagerState,
  device: ManagedDevice,
  controller: string,
  kind: PortKind,
): Promise<string | undefined> {
  const { name } = device;
  const mine = ownProfile(state, name) ?? (madeFromProfiles.has(device.type) ? activeProfile(state, name) : undefined);
  if (mine !== undefined) {
    await log.update(mine, asPort(mine.settings, manager.keys, controller, kind));
    return mine.path;
  }
  if (!cards.has(device.type)) return undefined;
  return log.add(asPort(newSettings(name, '802-3-ethernet'), manager.keys, controller, kind));
}

export async function detachPort(context: ChangeContext, port: string): Promise<void> {
  await leavePort(context, port);
  await finish(context.tools, [{ name: port, master: null, ...asItWas(findHostLink(context.state, port)) }]);
}

/** A profile that says nothing but where the port belongs goes; another one is kept without that. */
export async function leavePort(context: ChangeContext, port: string): Promise<void> {
  const { manager, log } = context;
  const state = await manager.look();
  for (const profile of portProfiles(state, port)) {
    if (isOnlyPort(profile)) {
      await log.remove(profile);
      continue;
    }
    const device = findDevice(state, port);
    await log.update(profile, asNoPort(profile.settings, manager.keys));
    if (device !== undefined && activeProfile(state, port)?.uuid === profile.uuid)
      await activate(manager, profile.path, device.path);
  }
}

function portProfiles(state: ManagerState, port: string): readonly Profile[] {
  const active = activeProfile(state, port);
  return state.profiles.filter((profile) => {
    const isItsOwn = profile.device === port || profile.uuid === active?.uuid;
    const { connection } = profile.settings;
    return isItsOwn && !profile.external && (connection?.['master'] ?? connection?.['controller']) !== undefined;
  });
}

function isOnlyPort({ id, type, settings }: Profile): boolean {
  const card = settings['802-3-ethernet'] ?? {};
  return (
    id.startsWith(ownPrefix) &&
    type === '802-3-ethernet' &&
    card['assigned-mac-address'] === undefined &&
    (card['mtu']?.value ?? 0) === 0
  );
}
