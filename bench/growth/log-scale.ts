type Range = readonly [number, number];

/** From values to places, where a tenfold is always the same way. Values are above nought. */
export function logScale([least, most]: Range, [from, to]: Range): (value: number) => number {
  const whole = Math.log(most / least);
  return (value) => from + (Math.log(value / least) / whole) * (to - from);
}

/** 1, 2 and 5 of every power of ten, as many as hold these values between them. */
export function ticks(values: readonly number[]): readonly number[] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const first = Math.floor(Math.log10(least));
  const powers = Array.from({ length: Math.ceil(Math.log10(most)) - first + 1 }, (_, index) => first + index);
  const all = powers.flatMap((power) => [1, 2, 5].map((step) => step * 10 ** power));
  const below = all.filter((tick) => tick <= least).at(-1) ?? least;
  const above = all.find((tick) => tick >= most) ?? most;
  return all.filter((tick) => tick >= below && tick <= above);
}
