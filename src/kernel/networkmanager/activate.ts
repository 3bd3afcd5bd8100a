import { Refusal } from '../refusal.ts';
import { isGone } from './manager-error.ts';
import type { NetworkManager } from './network-manager.ts';

/** Without addresses to wait for, an activation takes a tenth of a second. */
const longestMs = 20_000;
const pauseMs = 250;

/** NMActiveConnectionState. */
const activated = 2;
const deactivating = 3;
/** NMActivationStateFlags. */
const isController = 0x1;
const linkReady = 0x4;

/**
 * Activates a profile and waits until it is. A controller is ready when its link is: it may wait for ports.
 * @param device its path; `/` where the device is still to be made
 * @throws BusReply where NetworkManager refuses at once, Refusal EINVAL where it gives up later, ETIMEDOUT
 */
export async function activate(manager: NetworkManager, profile: string, device: string): Promise<void> {
  const bell = new Bell();
  let path = '';
  let last = 0;
  const stop = manager.bus.listen((signal) => {
    if (signal.member !== 'StateChanged' || (path !== '' && signal.path !== path)) return;
    if (path !== '') last = Number(signal.body[0]);
    bell.ring();
  });
  try {
    path = await manager.activate(profile, device);
    const deadline = performance.now() + longestMs;
    for (;;) {
      if (last === activated || (await isUp(manager, path))) return;
      if (last >= deactivating) throw gaveUp();
      if (performance.now() >= deadline)
        throw new Refusal('ETIMEDOUT', 'NetworkManager: the activation takes too long');
      await bell.heard(pauseMs);
    }
  } finally {
    stop();
  }
}

async function isUp(manager: NetworkManager, path: string): Promise<boolean> {
  try {
    const { state, flags } = await manager.activation(path);
    if (state >= deactivating) throw gaveUp();
    return state === activated || ((flags & isController) !== 0 && (flags & linkReady) !== 0);
  } catch (error) {
    if (isGone(error)) throw gaveUp();
    throw error;
  }
}

function gaveUp(): Refusal {
  return new Refusal('EINVAL', 'NetworkManager: the activation failed');
}

/** Wakes what waits for a signal. */
class Bell {
  #wake: (() => void) | undefined;
  #rung = false;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  async heard(atMostMs: number): Promise<void> {
    if (!this.#rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, atMostMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#rung = false;
    this.#wake = undefined;
  }
}
