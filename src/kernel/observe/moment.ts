import { LinkMemory } from './link-memory.ts';

/**
 * How long a look may be shared, in milliseconds. What another program changes is seen that much later, as if it had
 * happened later; what sg changes ends the moment at once.
 */
const momentMs = 100;

interface Look {
  readonly what: Promise<unknown>;
  /** When it was there; a look on its way is of now. */
  at: number | undefined;
}

/** What was seen at one moment, so that many who look at the same time ask the kernel once. */
export class Moment {
  /** What links' texts came to mean, kept beyond the moment. */
  readonly links = new LinkMemory();
  readonly #seen = new Map<string, Look>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** The look of this name that is on its way or a moment old, else a new one. A failed look is nobody else's. */
  look<T>(name: string, take: () => Promise<T>): Promise<T> {
    const seen = this.#recent(name);
    if (seen !== undefined) return seen as Promise<T>;
    const entry: Look = { what: take(), at: undefined };
    this.#seen.set(name, entry);
    entry.what.then(
      () => {
        entry.at = this.#now();
      },
      () => {
        if (this.#seen.get(name) === entry) this.#seen.delete(name);
      },
    );
    return entry.what as Promise<T>;
  }

  has(name: string): boolean {
    return this.#recent(name) !== undefined;
  }

  /** Something changes, or has changed: what was seen, and what is being looked at, is of the past. */
  end(): void {
    this.#seen.clear();
  }

  #recent(name: string): Promise<unknown> | undefined {
    const seen = this.#seen.get(name);
    return seen !== undefined && this.#now() - (seen.at ?? this.#now()) < momentMs ? seen.what : undefined;
  }
}
