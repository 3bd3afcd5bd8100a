import { Site } from './site.ts';

/** A page shows what was read so long ago at most. */
const freshMs = 5_000;

/** Who still makes a page of an older state may go on for so long. */
const lingerMs = 60_000;

/** The genome as it was a moment ago: read anew when somebody asks after that, and once for all who ask meanwhile. */
export class RecentSite {
  readonly #start: string;
  readonly #phenotype: string;
  #current: { readonly site: Promise<Site>; readonly since: number } | undefined;
  readonly #old = new Map<Promise<Site>, NodeJS.Timeout>();

  constructor(start: string, phenotype: string) {
    this.#start = start;
    this.#phenotype = phenotype;
  }

  /** @throws as `Site.open` */
  site(): Promise<Site> {
    const now = performance.now();
    if (this.#current !== undefined && now - this.#current.since < freshMs) return this.#current.site;
    this.#retire();
    const site = Site.open(this.#start, this.#phenotype);
    this.#current = { site, since: now };
    // What could not be read is tried again by the next who asks.
    site.catch(() => {
      if (this.#current?.site === site) this.#current = undefined;
    });
    return site;
  }

  close(): void {
    this.#retire();
    for (const [site, timer] of this.#old) {
      clearTimeout(timer);
      end(site);
    }
    this.#old.clear();
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
