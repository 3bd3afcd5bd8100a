import type { Task } from './victim.ts';

/** Numbers below 1 that follow from a seed (mulberry32), so that a failure can be had again. */
export function drawing(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Where to kill: in every step once, the point in it drawn; then anywhere, as often as is left.
 * @param points the step of each point, in order
 */
export function killPoints(points: readonly number[], count: number, draw: () => number): readonly number[] {
  const numbered = points.map((step, at) => ({ step, at: at + 1 }));
  const steps = [...new Set(points)];
  const inEachStep = steps.map(
    (step) =>
      pick(
        numbered.filter((point) => point.step === step),
        draw,
      ).at,
  );
  const anywhere = Array.from({ length: Math.max(0, count - steps.length) }, () => pick(numbered, draw).at);
  return [...inEachStep, ...anywhere].slice(0, count);
}

function pick<T>(list: readonly T[], draw: () => number): T {
  return list[Math.floor(draw() * list.length)]!;
}

/** The calls in another order, some of them left out: what they then can't do is refused. */
export function shuffled(calls: Task['calls'], draw: () => number): Task['calls'] {
  return calls
    .filter(() => draw() < 0.8)
    .map((call) => ({ call, place: draw() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ call }) => call);
}
