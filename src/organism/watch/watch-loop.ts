import { setTimeout as delay } from 'node:timers/promises';
import { watchRound, type WatchRequest, type WatchRound } from './watch-round.ts';

export interface WatchLoopOptions {
  readonly intervalMs: number;
  /** Ends the loop; a look that is under way is finished. */
  readonly signal: AbortSignal;
  readonly report: (round: WatchRound) => void;
}

/** Looks again and again until it is told to end. */
export async function watchLoop(
  request: WatchRequest,
  { intervalMs, signal, report }: WatchLoopOptions,
): Promise<void> {
  while (!signal.aborted) {
    report(await watchRound(request));
    await delay(intervalMs, undefined, { signal }).catch(() => undefined);
  }
}
