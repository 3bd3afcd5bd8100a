import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Kernel, KernelName } from '../../../src/kernel/kernel.ts';
import type { OpenWindow } from '../../../src/organism/swift/swift-pass.ts';
import { lookInterval, watchWindows, type Watching } from '../../../src/organism/swift/watch-window.ts';

/** A kernel of which only the clock matters; it moves when somebody sleeps. */
function clock(name: KernelName, set?: Setting): { readonly context: Watching; readonly now: () => number } {
  let time = 1_000;
  const wall = (): number => (set === undefined || time < 1_000 + set.after ? time : time + set.by);
  const kernel = {
    name,
    now: () => Promise.resolve(wall()),
    sleep: (seconds: number) => {
      time += seconds;
      return Promise.resolve();
    },
  } as unknown as Kernel;
  return { context: { emit: () => undefined, organism: { kernel } }, now: () => time };
}

/** The wall clock is set, so many seconds after the window opened. */
interface Setting {
  readonly after: number;
  readonly by: number;
}

/** What a look finds, by the seconds since the window opened; null is no answer. */
type Health = (seconds: number) => boolean | null;

async function watched(name: KernelName, length: number, health: Health, set?: Setting) {
  const { context, now } = clock(name, set);
  const opened = now();
  let looks = 0;
  const window: OpenWindow = {
    opened,
    due: opened + length,
    step: '1',
    checks: [],
    healthyAtOnce: health(0) === true,
    ask: () => {
      looks += 1;
      return Promise.resolve({ checks: [], healthy: health(now() - opened) });
    },
  };
  const holds = await watchWindows(context, [window]);
  return { holds, after: now() - opened, healthy: window.healthy, looks };
}

const lengths = fc.integer({ min: 1, max: 900 });
const share = fc.double({ min: 0, max: 1, noNaN: true });

test('law: what converges late, up to the very end of its window, is never failed before', async () => {
  await fc.assert(
    fc.asyncProperty(lengths, share, async (length, part) => {
      const { holds, after } = await watched('iproute2', length, (seconds) => seconds >= part * length);
      expect({ holds, after }).toEqual({ holds: true, after: length });
    }),
  );
});

test('law: what was healthy and breaks for good is found out within two looks, and never later than the end', async () => {
  await fc.assert(
    fc.asyncProperty(lengths, share, async (length, part) => {
      const breaks = Math.max(part * length, 1e-6);
      const { holds, after, healthy } = await watched('networkmanager', length, (seconds) => seconds < breaks);
      expect({ holds, healthy }).toEqual({ holds: false, healthy: false });
      expect(after).toBeLessThanOrEqual(Math.min(length, breaks + 3 * lookInterval(length)) + 1e-6);
    }),
  );
});

test('law: a stumble that is over before the next look, and looks without an answer, fail nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 10, max: 900 }), share, async (length, part) => {
      const from = part * length * 0.8;
      const stumbles: Health = (seconds) => seconds <= from || seconds >= from + lookInterval(length) * 0.99;
      expect(await watched('iproute2', length, stumbles)).toMatchObject({ holds: true });
      const dumb: Health = (seconds) => (seconds > 0 && seconds < length ? null : true);
      expect(await watched('iproute2', length, dumb)).toMatchObject({ holds: true, after: length });
    }),
  );
});

test('it must hold at the end: healthy on the way is not enough, and no answer at the end is none', async () => {
  expect(await watched('iproute2', 30, (seconds) => seconds > 10 && seconds < 29)).toMatchObject({ holds: false });
  expect(await watched('iproute2', 30, (seconds) => (seconds < 30 ? true : null))).toMatchObject({
    holds: false,
    healthy: null,
  });
});

test("the mock's windows are asked at their end only", async () => {
  expect(await watched('mock', 30, () => true)).toMatchObject({ looks: 1, after: 30 });
  expect(await watched('mock', 30, (seconds) => seconds < 5)).toMatchObject({ looks: 1, after: 30, holds: false });
});

test.each([-3600, 86_400, 1_800_000_000])(
  'a clock that is set by %i seconds meanwhile changes no window',
  async (by) => {
    for (const after of [1, 7, 29]) {
      const late: Health = (seconds) => seconds >= 25;
      const { holds, after: took } = await watched('networkmanager', 30, late, { after, by });
      expect({ holds, took: Math.round(took) }).toEqual({ holds: true, took: 30 });
    }
  },
);
