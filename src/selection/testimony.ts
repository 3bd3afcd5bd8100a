import type { PairedTally } from '../model/paired-tally.ts';
import type { OwnRecord } from './own-record.ts';

/** What hosts say of a rival and the dominant. */
export interface Testimony {
  /** Wins: the rival was right where the dominant was wrong. */
  readonly tally: PairedTally;
  /** Of all that each was asked. */
  readonly rival: OwnRecord;
  readonly dominant: OwnRecord;
}

/** Hosts that were heard together, each of which can be left out. */
export interface Hearing {
  readonly hosts: readonly string[];
  readonly all: Testimony;
  /**
   * Places in `hosts` of those that speak for the rival in some way; without any other, what is left says no less for it.
   */
  readonly speakers: readonly number[];
  /** What the others would say if these had never been there. @param left places in `hosts` */
  without(left: readonly number[]): Testimony;
  /** How many saw the rival win more often than lose, and how many the reverse. */
  readonly sides: Sides;
}

export interface Sides {
  readonly for: number;
  readonly against: number;
}
