import { addPaired, noDisagreement } from '../../src/model/paired-tally.ts';
import { addRecords } from '../../src/selection/own-record.ts';
import type { Hearing, Testimony } from '../../src/selection/testimony.ts';

const never = { right: 0, wrong: 0 };

/** What the law means by leaving hosts out: the others are added up as if there had been no more. */
export function hearingOf(testimonies: readonly Testimony[]): Hearing {
  const without = (left: readonly number[]): Testimony => {
    const rest = testimonies.filter((_, place) => !left.includes(place));
    return {
      tally: rest.map(({ tally }) => tally).reduce(addPaired, noDisagreement),
      rival: rest.map(({ rival }) => rival).reduce(addRecords, never),
      dominant: rest.map(({ dominant }) => dominant).reduce(addRecords, never),
    };
  };
  const leaning = testimonies.map(({ tally }) => Math.sign(tally.wins - tally.losses));
  return {
    hosts: testimonies.map((_, place) => `host-${place}`),
    all: without([]),
    speakers: testimonies.map((_, place) => place),
    without,
    sides: { for: leaning.filter((side) => side > 0).length, against: leaning.filter((side) => side < 0).length },
  };
}

/** A host where one of the two was right whenever they differed, and nobody was asked else. */
export function witness(wins: number, losses: number): Testimony {
  return {
    tally: { wins, losses },
    rival: { right: wins, wrong: losses },
    dominant: { right: losses, wrong: wins },
  };
}
