/** Numbers that look random and are the same each time for one seed. */
export interface Random {
  /** 0 to 1, 1 left out. */
  next(): number;
  /** 0 to `limit`, `limit` left out. */
  below(limit: number): number;
  pick<T>(values: readonly T[]): T;
  chance(share: number): boolean;
}

/** mulberry32. */
export function randomFrom(seed: number): Random {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    pick: <T>(values: readonly T[]): T => {
      const value = values[below(values.length)];
      if (value === undefined) throw new RangeError('nothing to pick from');
      return value;
    },
    chance: (share) => next() < share,
  };
}
