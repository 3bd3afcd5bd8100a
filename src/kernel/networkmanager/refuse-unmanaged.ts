import { setTimeout as delay } from 'node:timers/promises';
import { findHostLink, type HostState } from '../observe/host-state.ts';
import { Refusal } from '../refusal.ts';
import { managerRefusal } from './manager-error.ts';
import type { ManagedDevice } from './manager-state.ts';
import type { NetworkManager } from './network-manager.ts';

/** NMDeviceState. */
const unmanaged = 10;
/** NMDeviceType: an Ethernet card; and what else sg keeps in profiles (pair, bond, VLAN, bridge). */
const card = 1;
const kept: ReadonlySet<number> = new Set([card, 20, 10, 11, 13]);

/** A device that has just come or gone up is unmanaged for a moment. */
const patienceMs = 1_500;
const pauseMs = 100;

/**
 * What is done to a device that NetworkManager leaves alone would be gone when the host restarts, though its profile says
 * otherwise. Software devices that others made and that are down are left alone as well until somebody sets them up: those
 * are not meant.
 * @throws Refusal EUNAVAILABLE that says how to hand the device over
 */
export async function refuseUnmanaged(
  manager: NetworkManager,
  state: HostState,
  names: readonly string[],
): Promise<void> {
  const there = names.filter((name) => findHostLink(state, name) !== undefined);
  if (there.length === 0) return;
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const found = (await asked(manager)).find((device) => there.includes(device.name) && isLeftAlone(state, device));
    if (found === undefined) return;
    if (performance.now() >= deadline) throw leftAlone(found.name);
    await delay(pauseMs);
  }
}

async function asked(manager: NetworkManager): Promise<readonly ManagedDevice[]> {
  try {
    return await manager.devices();
  } catch (error) {
    throw managerRefusal(error);
  }
}

function isLeftAlone(host: HostState, { name, type, state }: ManagedDevice): boolean {
  if (state !== unmanaged || !kept.has(type)) return false;
  return type === card || findHostLink(host, name)?.up === true;
}

function leftAlone(name: string): Refusal {
  const cure = `\`nmcli device set ${name} managed yes\` hands it over, for good with [device] managed=1 in NetworkManager.conf`;
  return new Refusal('EUNAVAILABLE', `NetworkManager does not manage "${name}" and would forget the change: ${cure}`);
}
