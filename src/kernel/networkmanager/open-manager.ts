import { setTimeout as delay } from 'node:timers/promises';
import { EnvironmentError } from '../../errors/environment-error.ts';
import { Bus } from './bus.ts';
import { NetworkManager } from './network-manager.ts';

/**
 * NetworkManager on the system bus.
 * @param waitMs how long it may take to be there: one that died is started anew by systemd
 * @throws EnvironmentError `dbus-unavailable`, `networkmanager-unavailable`, `networkmanager-too-old`,
 *   `networkmanager-not-permitted`
 */
export async function openManager(waitMs = 0): Promise<NetworkManager> {
  const bus = await Bus.open();
  const deadline = performance.now() + waitMs;
  for (;;) {
    try {
      return await NetworkManager.on(bus);
    } catch (error) {
      const absent = error instanceof EnvironmentError && error.code === 'networkmanager-unavailable';
      if (!absent || performance.now() >= deadline) {
        bus.close();
        throw error;
      }
    }
    await delay(100);
  }
}
