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
    const round = await watchRound(request);
    report(round);
    await delay(Math.min(intervalMs, untilDecision(round)), undefined, { signal }).catch(() => undefined);
  }
}

/** Seconds between two looks while a change waits to be confirmed. */
const closeLook = 5;

/** Milliseconds until somebody should look at changes that wait: often, and as soon as one can be confirmed. */
function untilDecision({ changes, at }: WatchRound): number {
  const ends = changes.filter(({ state }) => state === 'waiting').map(({ until }) => until - at);
  return ends.length === 0 ? Infinity : Math.max(1, Math.min(closeLook, ...ends)) * 1_000;
}
