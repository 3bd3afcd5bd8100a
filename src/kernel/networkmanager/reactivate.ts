import { setTimeout as delay } from 'node:timers/promises';
import { activate } from './activate.ts';
import { activeProfile } from './change-context.ts';
import type { ManagerState } from './manager-state.ts';
import type { NetworkManager } from './network-manager.ts';

/** Which profile (its UUID) each device is active with; without what NetworkManager only found. */
export type Actives = Readonly<Record<string, string>>;

export function activesOf(state: ManagerState): Actives {
  const found = state.devices.flatMap(({ name }) => {
    const profile = activeProfile(state, name);
    return profile === undefined || profile.external ? [] : [[name, profile.uuid] as const];
  });
  return Object.fromEntries(found);
}

/** Controllers first, then what belongs to them or stands on them. What fails is left to `ip`. */
export async function reactivate(manager: NetworkManager, actives: Actives, reach: ReadonlySet<string>): Promise<void> {
  const state = await manager.look();
  const rank = (uuid: string): number => {
    const type = state.profiles.find((profile) => profile.uuid === uuid)?.type ?? '';
    return ['bond', 'bridge'].includes(type) ? 0 : type === 'vlan' ? 2 : 1;
  };
  const wanted = Object.entries(actives).filter(
    ([device, uuid]) => reach.has(device) && activeProfile(state, device)?.uuid !== uuid,
  );
  for (const [name, uuid] of wanted.toSorted(([, a], [, b]) => rank(a) - rank(b))) {
    const now = await manager.look();
    const profile = now.profiles.find((one) => one.uuid === uuid);
    const device = now.devices.find((one) => one.name === name);
    if (profile !== undefined) await activate(manager, profile.path, device?.path ?? '/').catch(() => undefined);
  }
}

const longestQuietMs = 10_000;

/** Waits until no device is on its way from one state to another. */
export async function quiet(manager: NetworkManager): Promise<void> {
  const deadline = performance.now() + longestQuietMs;
  for (let pause = 10; performance.now() < deadline; pause = Math.min(200, pause * 2)) {
    const { devices } = await manager.look();
    if (devices.every(({ state }) => state <= 30 || state === 100 || state === 120)) return;
    await delay(pause);
  }
}
