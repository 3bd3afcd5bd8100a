import type { Family } from '../model/family.ts';
import { canonicalJson } from '../model/canonical-json.ts';
import type { TrialResult } from './trial-result.ts';

/** What a trial says about a challenger and an incumbent that both answered it. */
export interface Pairing {
  /** `tie`: both right or both wrong; `none`: it says nothing either way. */
  readonly counts: 'win' | 'loss' | 'tie' | 'none';
  readonly difference?: DifferenceKind;
  /** Only a person can say who is right. */
  readonly open: boolean;
}

/** How two answers differ, from the challenger's side. */
export const differenceKinds = [
  'works-where-incumbent-fails',
  'fails-where-incumbent-works',
  'fails-where-incumbent-refuses',
  'refuses-where-incumbent-works',
  'refuses-where-incumbent-fails',
  'works-where-incumbent-refuses',
  'other-refusal',
  'other-finding',
  'other-output',
  'other-world',
] as const;

export type DifferenceKind = (typeof differenceKinds)[number];

/** Another live allele bears the challenger out. */
type Witness = (holds: (other: TrialResult) => boolean) => boolean;

/**
 * Counts one trial. A refusal is right only where nobody succeeds; success where the incumbent refuses, and a refusal where
 * it fails, count only when another live allele answers the same way; what no oracle can decide stays open.
 * @param others results of the other live alleles on the same trial; wanted only where `needsWitness` says so
 */
export function pairUp(
  family: Family,
  challenger: TrialResult,
  incumbent: TrialResult,
  others: readonly TrialResult[],
): Pairing {
  const borneOut: Witness = (holds) => others.some(holds);
  if (challenger.outcome === 'environment' || incumbent.outcome === 'environment') return nothing;
  if (challenger.outcome === 'ok') return whereItWorks(family, challenger, incumbent, borneOut);
  if (challenger.outcome === 'refused') return whereItRefuses(challenger, incumbent, borneOut);
  return whereItFails(incumbent, borneOut);
}

const nothing: Pairing = { counts: 'none', open: false };
const alike: Pairing = { counts: 'tie', open: false };

function whereItWorks(family: Family, challenger: TrialResult, incumbent: TrialResult, borneOut: Witness): Pairing {
  if (incumbent.outcome === 'ok') return bothWork(family, challenger, incumbent);
  const agreed = borneOut((other) => other.outcome === 'ok' && healthyOf(other) === healthyOf(challenger));
  if (incumbent.outcome === 'refused') {
    return { counts: agreed ? 'win' : 'none', difference: 'works-where-incumbent-refuses', open: !agreed };
  }
  // What a configuration gene did has been verified; for what a diagnostic says there is no such proof.
  const sure = family === 'configuration' || agreed;
  return { counts: sure ? 'win' : 'none', difference: 'works-where-incumbent-fails', open: !sure };
}

function bothWork(family: Family, challenger: TrialResult, incumbent: TrialResult): Pairing {
  if (family === 'diagnostic' && healthyOf(challenger) !== healthyOf(incumbent)) {
    return { counts: 'none', difference: 'other-finding', open: true };
  }
  if (canonicalJson(challenger.output) !== canonicalJson(incumbent.output))
    return { ...alike, difference: 'other-output' };
  return challenger.world === incumbent.world ? alike : { ...alike, difference: 'other-world' };
}

function healthyOf({ output }: TrialResult): unknown {
  return output?.['healthy'];
}

function whereItRefuses(challenger: TrialResult, incumbent: TrialResult, borneOut: Witness): Pairing {
  if (incumbent.outcome === 'ok') return { counts: 'loss', difference: 'refuses-where-incumbent-works', open: false };
  if (incumbent.outcome === 'refused') {
    return challenger.refusal === incumbent.refusal
      ? alike
      : { counts: 'none', difference: 'other-refusal', open: false };
  }
  const agreed = borneOut(({ outcome, refusal }) => outcome === 'refused' && refusal === challenger.refusal);
  const works = borneOut(({ outcome }) => outcome === 'ok');
  const counts = agreed && !works ? 'win' : 'none';
  return { counts, difference: 'refuses-where-incumbent-fails', open: false };
}

function whereItFails(incumbent: TrialResult, borneOut: Witness): Pairing {
  if (incumbent.outcome === 'ok') return { counts: 'loss', difference: 'fails-where-incumbent-works', open: false };
  if (incumbent.outcome !== 'refused') return alike;
  const refusalIsWrong = borneOut(({ outcome }) => outcome === 'ok');
  return { counts: refusalIsWrong ? 'none' : 'loss', difference: 'fails-where-incumbent-refuses', open: false };
}

/** Whether the other live alleles have to be asked before the trial can be counted. */
export function needsWitness(family: Family, challenger: TrialResult, incumbent: TrialResult): boolean {
  const outcomes = [challenger.outcome, incumbent.outcome];
  if (outcomes.includes('environment') || challenger.outcome === incumbent.outcome) return false;
  return family === 'diagnostic' || !outcomes.includes('ok') || incumbent.outcome === 'refused';
}
