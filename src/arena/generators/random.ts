import { sha256 } from '../../model/digest.ts';

/**
 * Numbers that follow from a text and are the same on every machine: sfc32 (a small fast counting generator of Chris
 * Doty-Humphrey's PractRand, integer operations only), its 128 bits of state taken from SHA-256 of the text.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter: number;

  constructor(seed: string) {
    const digest = sha256(seed);
    const word = (at: number): number => Number.parseInt(digest.slice(at * 8, at * 8 + 8), 16);
    [this.#a, this.#b, this.#c, this.#counter] = [word(0), word(1), word(2), word(3)];
  }

  /** 0 to 2^32 - 1. */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return sum >>> 0;
  }

  /** Both ends included. */
  integer(least: number, most: number): number {
    return least + Math.floor((this.next() / 0x1_0000_0000) * (most - least + 1));
  }

  chance(percent: number): boolean {
    return this.integer(0, 99) < percent;
  }

  pick<T>(items: readonly [T, ...T[]]): T;
  pick<T>(items: readonly T[]): T | undefined;
  pick<T>(items: readonly T[]): T | undefined {
    return items[this.integer(0, items.length - 1)];
  }

  /** One of the values, each as likely as its whole number says. */
  weighted<T>(options: readonly (readonly [weight: number, value: T])[]): T | undefined {
    let rest = this.integer(1, Math.max(1, total(options)));
    for (const [weight, value] of options) {
      rest -= weight;
      if (rest <= 0) return value;
    }
    return undefined;
  }

  /** A new list in another order (Fisher-Yates). */
  shuffled<T>(items: readonly T[]): readonly T[] {
    const list = [...items];
    for (let last = list.length - 1; last > 0; last -= 1) {
      const other = this.integer(0, last);
      [list[last], list[other]] = [list[other] as T, list[last] as T];
    }
    return list;
  }

  /** That many of the items at most, in any order, each once. */
  some<T>(items: readonly T[], count: number): readonly T[] {
    return this.shuffled(items).slice(0, count);
  }
}

function total(options: readonly (readonly [number, unknown])[]): number {
  return options.reduce((sum, [weight]) => sum + weight, 0);
}
