import { EvenClock } from '../../kernel/even-clock.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { RunContext } from '../run/run-context.ts';
import type { OpenWindow } from './swift-pass.ts';

/** What watching needs of a run. */
export type Watching = Pick<RunContext, 'emit'> & { readonly organism: { readonly kernel: Kernel } };

/** Looks in a row, one interval apart, that must find broken what was healthy in this window before it has failed. */
const looksToFail = 2;

/**
 * Seconds between two looks into a window: a tenth of it, at least one second, so that a link that renegotiates is not
 * taken for lost, and at most fifteen.
 */
export function lookInterval(windowSeconds: number): number {
  return Math.min(15, Math.max(1, windowSeconds / 10));
}

/**
 * Watches windows until each has ended, the earliest first, and asks at every end: that is what counts. In between it looks
 * from time to time. What was healthy and is found broken twice in a row has failed before its end; what was never healthy
 * yet may still converge and has until then. The mock's time passes at once and harms nobody: it is asked at the end only.
 * @param mustHold of a window that need not, nothing is asked before its end
 * @returns false as soon as one that must hold did not, or gave no answer at its end
 */
export async function watchWindows(
  context: Watching,
  windows: readonly OpenWindow[],
  mustHold: (window: OpenWindow) => boolean = () => true,
): Promise<boolean> {
  const { kernel } = context.organism;
  const clock = new EvenClock(kernel);
  const open = [...windows].sort((a, b) => a.due - b.due).map((window) => new WatchedWindow(window));
  const looked = kernel.name === 'mock' ? [] : open.filter(({ window }) => mustHold(window));
  const interval = Math.min(...looked.map(({ window }) => lookInterval(window.due - window.opened)));
  for (const { window } of open) {
    while ((await waitTowards(context, clock, window, interval)) > 0) {
      for (const watched of looked) if (await watched.hasFailed()) return false;
    }
    if ((await atEnd(window)) !== true && mustHold(window)) return false;
  }
  return true;
}

/** Sleeps to the window's end, or an interval where that is well before. @returns seconds that are left */
async function waitTowards(
  { emit }: Watching,
  clock: EvenClock,
  { due, step }: OpenWindow,
  interval: number,
): Promise<number> {
  const left = due - (await clock.now());
  if (left <= 0) return 0;
  emit({ type: 'waiting', locus: step, seconds: left });
  const pause = left < interval * 1.5 ? left : interval;
  await clock.sleep(pause);
  return pause === left ? 0 : left - pause;
}

async function atEnd(window: OpenWindow): Promise<boolean | null> {
  const { checks, healthy } = await window.ask();
  window.checks.push(...checks);
  window.healthy = healthy;
  return healthy;
}

class WatchedWindow {
  readonly window: OpenWindow;
  #wasHealthy: boolean;
  #broken = 0;

  constructor(window: OpenWindow) {
    this.window = window;
    this.#wasHealthy = window.healthyAtOnce;
  }

  /** Looks once, while the window is open. A look without an answer says nothing. */
  async hasFailed(): Promise<boolean> {
    if (this.window.healthy !== undefined) return false;
    const { checks, healthy } = await this.window.ask();
    if (healthy === null) return false;
    this.#wasHealthy ||= healthy;
    this.#broken = healthy ? 0 : this.#broken + 1;
    if (!this.#wasHealthy || this.#broken < looksToFail) return false;
    this.window.checks.push(...checks);
    this.window.healthy = false;
    return true;
  }
}
