import { setTimeout as delay } from 'node:timers/promises';
import { PassingFault } from './transport-faults.ts';
import type { TransferLimits } from './transport.ts';

/** Tries again what may pass, after a pause that doubles and varies, a bounded number of times. */
export async function withRetries<T>(
  { attempts = 3, pauseMs = 500 }: Pick<TransferLimits, 'attempts' | 'pauseMs'>,
  action: () => Promise<T>,
): Promise<T> {
  for (let tried = 1, pause = pauseMs; ; tried += 1, pause *= 2) {
    try {
      return await action();
    } catch (error) {
      if (tried >= attempts || !(error instanceof PassingFault)) throw error;
    }
    // Many hosts that lost the same server must not come back at the same moment.
    await delay(pause * (0.5 + Math.random()));
  }
}
