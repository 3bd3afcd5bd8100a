import type { HostState } from '../observe/host-state.ts';
import type { HostTools } from '../observe/host-tools.ts';
import type { ManagedDevice, ManagerState, Profile } from './manager-state.ts';
import type { NetworkManager } from './network-manager.ts';
import type { ProfileLog } from './profile-log.ts';
import { ownPrefix } from './settings.ts';

/** What one operation works with. */
export interface ChangeContext {
  readonly tools: HostTools;
  readonly manager: NetworkManager;
  readonly log: ProfileLog;
  /** The host before the operation. */
  readonly state: HostState;
}

export function findDevice(state: ManagerState, name: string): ManagedDevice | undefined {
  return state.devices.find((device) => device.name === name);
}

/** The profile a device is active with. */
export function activeProfile(state: ManagerState, name: string): Profile | undefined {
  const device = findDevice(state, name);
  const active = state.actives.find(({ path }) => path === device?.active);
  return active === undefined ? undefined : state.profiles.find(({ uuid }) => uuid === active.uuid);
}

/** The one sg made for the device, else one it is active with, else another that names it. */
export function profileOf(state: ManagerState, name: string): Profile | undefined {
  return ownProfile(state, name) ?? activeProfile(state, name) ?? state.profiles.find(({ device }) => device === name);
}

export function ownProfile(state: ManagerState, name: string): Profile | undefined {
  return state.profiles.find(({ id, device }) => device === name && id === `${ownPrefix}${name}`);
}
