import { tallyOfNumbers, type OpenTally } from './allele-tally.ts';

/**
 * The tallies of one locus by allele, as a file keeps them: plain numbers, made into a tally when somebody asks. A host
 * remembers ten thousand alleles and looks at thirty. Asked for all of them, it is a map like any other.
 */
export class LocusTallies extends Map<string, OpenTally> {
  readonly #kept: Record<string, readonly number[]>;
  #allOpen = false;

  /** @param kept of which it may be certain that nobody changes it */
  constructor(kept: Record<string, readonly number[]>) {
    super();
    this.#kept = kept;
  }

  override get(allele: string): OpenTally | undefined {
    const known = super.get(allele);
    if (known !== undefined || this.#allOpen) return known;
    const numbers = Object.hasOwn(this.#kept, allele) ? this.#kept[allele] : undefined;
    if (numbers === undefined) return undefined;
    const tally = tallyOfNumbers(numbers);
    super.set(allele, tally);
    return tally;
  }

  override has(allele: string): boolean {
    return this.get(allele) !== undefined;
  }

  override delete(allele: string): boolean {
    this.#openAll();
    return super.delete(allele);
  }

  override clear(): void {
    this.#allOpen = true;
    super.clear();
  }

  override get size(): number {
    this.#openAll();
    return super.size;
  }

  override keys(): MapIterator<string> {
    this.#openAll();
    return super.keys();
  }

  override values(): MapIterator<OpenTally> {
    this.#openAll();
    return super.values();
  }

  override entries(): MapIterator<[string, OpenTally]> {
    this.#openAll();
    return super.entries();
  }

  override [Symbol.iterator](): MapIterator<[string, OpenTally]> {
    return this.entries();
  }

  override forEach(visit: (tally: OpenTally, allele: string, map: Map<string, OpenTally>) => void): void {
    this.#openAll();
    super.forEach(visit);
  }

  #openAll(): void {
    if (this.#allOpen) return;
    for (const allele of Object.keys(this.#kept)) this.get(allele);
    this.#allOpen = true;
  }
}
