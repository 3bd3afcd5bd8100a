import { addPaired, noDisagreement, type PairedTally } from '../../model/paired-tally.ts';
import { addRecords, type OwnRecord } from '../../selection/own-record.ts';
import type { Hearing, Sides, Testimony } from '../../selection/testimony.ts';

type Side = 'won' | 'lost';

/** What one host's ledger says of a pair. */
export interface Word {
  readonly host: string;
  /** Inputs the first was right on and the second wrong, as marks. */
  readonly won: ReadonlySet<string>;
  readonly lost: ReadonlySet<string>;
  readonly rival: OwnRecord;
  readonly dominant: OwnRecord;
  /** The input that the winner of this side was made for, where this host knows it. */
  readonly shown: Readonly<Partial<Record<Side, string>>>;
}

/**
 * Words of hosts together: each input once a host, hosts by addition, and no win on the input that an allele was made for.
 * Any ledger may know which that was, so leaving one out can also change what is known of the wins of others.
 */
export class LedgerHearing implements Hearing {
  readonly hosts: readonly string[];
  readonly #words: readonly Word[];
  readonly #sum: Testimony;
  readonly #prompted: Readonly<Record<Side, boolean>>;
  /** By side: places of hosts that know the input; then how many won on an input. */
  readonly #knowing: Readonly<Record<Side, readonly number[]>>;
  readonly #winners = new Map<string, number>();

  /** @param prompted whether the winner of a side was made for a failure */
  constructor(words: readonly Word[], prompted: Readonly<Record<Side, boolean>>) {
    this.hosts = words.map(({ host }) => host);
    this.#words = words;
    this.#prompted = prompted;
    this.#sum = words.reduce((sum, word) => add(sum, countsOf(word)), nothing);
    const places = (side: Side): readonly number[] => placesOf(words, ({ shown }) => shown[side] !== undefined);
    this.#knowing = { won: places('won'), lost: places('lost') };
  }

  get all(): Testimony {
    return this.without([]);
  }

  /** Right answers of the rival, wrong ones of the dominant, and knowing an input: all else speaks against, or not at all. */
  get speakers(): readonly number[] {
    return placesOf(
      this.#words,
      ({ won, rival, dominant, shown }) =>
        won.size > 0 || rival.right > 0 || dominant.wrong > 0 || Object.keys(shown).length > 0,
    );
  }

  get sides(): Sides {
    const sides = this.#words.map(({ won, lost }) => Math.sign(won.size - lost.size));
    return { for: sides.filter((side) => side > 0).length, against: sides.filter((side) => side < 0).length };
  }

  without(left: readonly number[]): Testimony {
    let sum = this.#sum;
    for (const place of left) sum = add(sum, countsOf(this.#words[place]), -1);
    const { wins, losses } = sum.tally;
    const count = (all: number, side: Side): number => Math.max(0, all - this.#withheld(side, left));
    return { ...sum, tally: { wins: count(wins, 'won'), losses: count(losses, 'lost') } };
  }

  /** How many wins were on the input that was shown: once a host. Where that is unknown, one win may have been. */
  #withheld(side: Side, left: readonly number[]): number {
    if (!this.#prompted[side]) return 0;
    const knowing = this.#knowing[side].find((place) => !left.includes(place));
    const input = knowing === undefined ? undefined : this.#words[knowing]?.shown[side];
    if (input === undefined) return 1;
    return this.#winnersOn(side, input) - left.filter((place) => this.#words[place]?.[side].has(input)).length;
  }

  #winnersOn(side: Side, input: string): number {
    const key = `${side} ${input}`;
    const known = this.#winners.get(key) ?? this.#words.filter((word) => word[side].has(input)).length;
    this.#winners.set(key, known);
    return known;
  }
}

const none: OwnRecord = { right: 0, wrong: 0 };
const nothing: Testimony = { tally: noDisagreement, rival: none, dominant: none };

function countsOf(word: Word | undefined): Testimony {
  if (word === undefined) return nothing;
  const { won, lost, rival, dominant } = word;
  return { tally: { wins: won.size, losses: lost.size }, rival, dominant };
}

function add(a: Testimony, b: Testimony, sign: 1 | -1 = 1): Testimony {
  return {
    tally: addPaired(a.tally, timesPaired(b.tally, sign)),
    rival: addRecords(a.rival, timesRecord(b.rival, sign)),
    dominant: addRecords(a.dominant, timesRecord(b.dominant, sign)),
  };
}

function timesPaired({ wins, losses }: PairedTally, sign: number): PairedTally {
  return { wins: sign * wins, losses: sign * losses };
}

function timesRecord({ right, wrong }: OwnRecord, sign: number): OwnRecord {
  return { right: sign * right, wrong: sign * wrong };
}

function placesOf(words: readonly Word[], is: (word: Word) => boolean): readonly number[] {
  return words.flatMap((word, place) => (is(word) ? [place] : []));
}
