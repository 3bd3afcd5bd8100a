import { findRepository } from '../git/repository.ts';
import { footprintOf } from './model/footprint.ts';
import { Memory } from './model/memory.ts';
import { Site } from './site.ts';

/** Whether anything has changed is looked at once in so long. */
const freshMs = 5_000;

/** Who still makes a page of an older state may go on for so long. */
const lingerMs = 60_000;

interface Look {
  readonly site: Promise<Site>;
  readonly footprint: string;
}

/**
 * The genome as it was a moment ago: read anew when somebody asks after that and something has changed, and once for all who
 * ask meanwhile. What git names by its content is not read twice.
 */
export class RecentSite {
  readonly #start: string;
  readonly #phenotype: string;
  readonly #freshMs: number;
  readonly #memory = new Memory();
  #current: Look | undefined;
  #looking: { readonly at: number; readonly site: Promise<Site> } | undefined;
  readonly #old = new Map<Promise<Site>, NodeJS.Timeout>();
  #closed = false;

  /** @param fresh milliseconds that a look stays good for */
  constructor(start: string, phenotype: string, fresh = freshMs) {
    this.#start = start;
    this.#phenotype = phenotype;
    this.#freshMs = fresh;
  }

  /** @throws as `Site.open` */
  site(): Promise<Site> {
    const now = performance.now();
    if (this.#looking !== undefined && now - this.#looking.at < this.#freshMs) return this.#looking.site;
    const site = this.#look();
    const looking = { at: now, site };
    this.#looking = looking;
    // What could not be read is tried again by the next who asks.
    site.catch(() => {
      if (this.#looking === looking) this.#looking = undefined;
    });
    return site;
  }

  close(): void {
    this.#closed = true;
    this.#retire();
    for (const [site, timer] of this.#old) {
      clearTimeout(timer);
      end(site);
    }
    this.#old.clear();
  }

  /** Looks before it reads: what changes meanwhile shows at the next look. */
  async #look(): Promise<Site> {
    const footprint = await footprintOf(await findRepository(this.#start));
    if (this.#current?.footprint === footprint) return this.#current.site;
    this.#retire();
    const site = Site.open(this.#start, this.#phenotype, { memory: this.#memory });
    const look = { site, footprint };
    this.#current = look;
    site.catch(() => {
      if (this.#current === look) this.#current = undefined;
    });
    if (this.#closed) this.close();
    return site;
  }

  #retire(): void {
    const site = this.#current?.site;
    this.#current = undefined;
    if (site === undefined) return;
    const timer = setTimeout(() => {
      this.#old.delete(site);
      end(site);
    }, lingerMs);
    timer.unref();
    this.#old.set(site, timer);
  }
}

function end(site: Promise<Site>): void {
  site.then(
    (open) => {
      open.close();
    },
    () => undefined,
  );
}
