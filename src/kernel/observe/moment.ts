import type { HostRoute } from './host-state.ts';
import { LinkMemory } from './link-memory.ts';
import { fdbForm, routeForm, RowMemory } from './row-memory.ts';
import type { FdbRow } from './schema.ts';

/**
 * How long a look may be shared, in milliseconds. What another program changes is seen that much later, as if it had
 * happened later; what sg changes ends the moment at once.
 */
const momentMs = 100;

/** Where looking is slow, it takes a quarter of the time and no more; but no look is older than a second. */
const momentPerLook = 3;
const longestMomentMs = 1_000;

/** More questions than these, with no change between them, take as long as one about all. */
const mostNarrow = 8;

interface Look {
  readonly what: Promise<unknown>;
  /** Until when it may be shared; a look on its way is of now. */
  until: number | undefined;
}

/** What was seen at one moment, so that many who look at the same time ask the kernel once. */
export class Moment {
  /** What texts came to mean, kept beyond the moment. */
  readonly links = new LinkMemory();
  readonly routes = new RowMemory<readonly HostRoute[]>(routeForm);
  readonly fdb = new RowMemory<FdbRow>(fdbForm);
  readonly #seen = new Map<string, Look>();
  readonly #now: () => number;
  /** Since the last change. */
  #narrow = 0;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** The look of this name that is on its way or a moment old, else a new one. A failed look is nobody else's. */
  look<T>(name: string, take: () => Promise<T>): Promise<T> {
    const seen = this.#recent(name);
    if (seen !== undefined) return seen as Promise<T>;
    const begun = this.#now();
    const entry: Look = { what: take(), until: undefined };
    this.#seen.set(name, entry);
    entry.what.then(
      () => {
        const now = this.#now();
        entry.until = now + Math.min(longestMomentMs, Math.max(momentMs, momentPerLook * (now - begun)));
      },
      () => {
        if (this.#seen.get(name) === entry) this.#seen.delete(name);
      },
    );
    return entry.what as Promise<T>;
  }

  /** Counts questions about a part of what a look shows. @returns whether few enough were asked to go on so */
  narrow(questions: number): boolean {
    this.#narrow += questions;
    return this.#narrow <= mostNarrow;
  }

  has(name: string): boolean {
    return this.#recent(name) !== undefined;
  }

  /** Something changes, or has changed: what was seen, and what is being looked at, is of the past. */
  end(): void {
    this.#narrow = 0;
    this.#seen.clear();
  }

  #recent(name: string): Promise<unknown> | undefined {
    const seen = this.#seen.get(name);
    return seen !== undefined && (seen.until === undefined || this.#now() < seen.until) ? seen.what : undefined;
  }
}
