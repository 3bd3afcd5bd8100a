import { findHostLink } from '../observe/host-state.ts';
import { activate } from './activate.ts';
import { activeProfile, findDevice, ownProfile, profileOf, type ChangeContext } from './change-context.ts';
import type { Profile } from './manager-state.ts';
import { asAdopted, newSettings, type Settings } from './settings.ts';

/** NMDeviceType of what the type `802-3-ethernet` fits: Ethernet cards and pairs. */
const cards = new Set([1, 20]);

/** NMDeviceState: below, a device can't be activated. */
const disconnected = 30;

/**
 * Changes the profile a device has, which becomes one on the disk if it was only in memory; makes one where a card has none.
 * What NetworkManager has no profiles for is left alone: its change lasts until the host restarts.
 */
export async function keepInProfile(
  context: ChangeContext,
  device: string,
  change: (settings: Settings) => Settings,
): Promise<void> {
  const { manager, log } = context;
  const state = await manager.look();
  const profile = profileOf(state, device);
  if (profile !== undefined) {
    const adopted = isFound(profile) ? asAdopted(profile.settings, device) : profile.settings;
    await log.update(profile, change(adopted));
    return;
  }
  const known = findDevice(state, device);
  if (known === undefined || !cards.has(known.type)) return;
  const path = await log.add(change(newSettings(device, '802-3-ethernet')));
  if (known.state >= disconnected && findHostLink(context.state, device)?.up === true)
    await activate(manager, path, known.path);
}

/** Made for a device that NetworkManager found; one that sg took over and gave back is no longer marked so. */
function isFound({ external, unsaved, id, device }: Profile): boolean {
  return external || (unsaved && id === device);
}

/**
 * The profile of a controller, to which ports can be added. One that was set up without NetworkManager is taken over, with
 * its ports: nothing about them changes.
 */
export async function controllerProfile(context: ChangeContext, name: string): Promise<Profile | undefined> {
  const { manager, log } = context;
  const state = await manager.look();
  const profile = activeProfile(state, name) ?? ownProfile(state, name) ?? profileOf(state, name);
  if (profile === undefined || !isFound(profile)) return profile;
  const ports = context.state.links.filter(({ master }) => master === name);
  for (const device of [name, ...ports.map((port) => port.name)]) {
    const found = activeProfile(state, device);
    if (found !== undefined && isFound(found)) await log.update(found, asAdopted(found.settings, device));
  }
  return profile;
}

/** Told to NetworkManager as well, so that what it thinks it applied is what is there. It need not succeed. */
export async function reapply(
  context: ChangeContext,
  device: string,
  change: (settings: Settings) => Settings,
): Promise<boolean> {
  const known = findDevice(await context.manager.look(), device);
  if (known === undefined || known.active === null) return false;
  try {
    await context.manager.reapply(known.path, change);
    return true;
  } catch {
    return false;
  }
}
