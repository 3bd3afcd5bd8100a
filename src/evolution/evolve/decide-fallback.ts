import { shortDigest, type Sha256 } from '../../model/digest.ts';
import { placeFallback } from '../../phenotype/edit.ts';
import { expressedStack } from '../../phenotype/expression.ts';
import { printRational } from '../../selection/rational.ts';
import { countedAgain, type CountedCompetition, type MeasuredEvidence } from './arena-proof.ts';
import { needsPerson, objectionTo, poolCandidates, type Seat } from './decide-by-arena.ts';
import type { LocusDecision } from './decide-locus.ts';
import type { EvidentDecision } from './decision-message.ts';
import type { LocusScene } from './locus-scene.ts';

/** Each failed attempt costs a host a transaction and a window: more are not tried one after the other. */
const mostFallbacks = 4;

/** An allele that passed the arena, and what it did there. */
interface Newcomer extends MeasuredEvidence {
  readonly counted: CountedCompetition;
}

/**
 * Where an allele goes that passed the arena and was not proven better: behind all others, so that hosts try it where those
 * have failed, and gather evidence. It must have been right where the dominant is wrong, else nothing would be learnt.
 * @returns `undefined` where no such allele waits in the pool
 */
export async function decideFallback(scene: LocusScene, seat: Seat): Promise<LocusDecision | undefined> {
  const stack = expressedStack(scene.file.phenotype, seat.locus);
  const waiting: Newcomer[] = [];
  const refused: LocusDecision[] = [];
  for (const allele of await poolCandidates(scene, seat)) {
    if (stack.includes(allele)) continue;
    const found = await newcomer(scene, seat, allele);
    if (typeof found === 'string') refused.push(left(seat, allele, found));
    else if (found !== undefined) waiting.push(found);
  }
  const [first] = waiting.sort(rightMoreOften);
  if (first === undefined) return refused[0];
  const reservation = await reserved(scene, seat, first.allele, stack.length - 1);
  return reservation === undefined ? decided(scene, seat, first) : left(seat, first.allele, reservation);
}

async function newcomer(scene: LocusScene, seat: Seat, allele: Sha256): Promise<Newcomer | string | undefined> {
  const measured = await scene.passedArena(seat, allele);
  if (measured === undefined || typeof measured === 'string') return measured;
  const counted = countedAgain(measured.evidence);
  if (typeof counted === 'string') return counted;
  if (counted.decision !== 'inconclusive' || counted.tally.losses > 0) return 'its numbers say something else';
  const objection = await objectionTo(scene, seat, allele);
  if (objection !== undefined) return objection;
  return counted.tally.wins > 0 || (await answersFailure(scene, seat.locus, measured))
    ? { ...measured, counted }
    : undefined;
}

/** The failure it was made for is replayed as a gate: what passed is right there. */
async function answersFailure(
  scene: LocusScene,
  locus: string,
  { allele, evidence }: MeasuredEvidence,
): Promise<boolean> {
  const { promptedBy } = await scene.contestant(locus, allele);
  if (promptedBy === undefined) return false;
  const origin = `case ${locus}-${shortDigest(promptedBy)}.json`;
  return evidence.basis.cases.some((trial) => trial.origin === origin);
}

function rightMoreOften(a: Newcomer, b: Newcomer): number {
  return b.counted.tally.wins - a.counted.tally.wins || (a.allele < b.allele ? -1 : 1);
}

/** Somebody or something took it from the stack before; evidence that knows nothing of that must not bring it back. */
async function reserved(
  scene: LocusScene,
  { locus }: Seat,
  allele: Sha256,
  fallbacks: number,
): Promise<string | undefined> {
  if (fallbacks >= mostFallbacks) return `the stack is full with ${fallbacks} to fall back on`;
  return (await scene.wasExpressed(locus, allele)) ? 'it was expressed here before and taken out' : undefined;
}

function decided(scene: LocusScene, seat: Seat, { allele, place, evidence, counted }: Newcomer): LocusDecision {
  const { locus, dominant } = seat;
  const { phenotype } = scene.file;
  const { tally, pairs } = counted;
  const m = printRational(counted.m);
  const { promote: alpha, challenger } = evidence.basis.alpha;
  const next = placeFallback(phenotype, locus, allele);
  const decision: EvidentDecision = {
    action: 'fallback',
    phenotype: phenotype.name,
    locus,
    allele,
    other: dominant,
    place: next.loci.get(locus)?.fallback.length ?? 1,
    tally,
    evidence: `M=${m} alpha=${alpha} challenger=${challenger} source=arena pairs=${pairs}`,
    ledgers: scene.evidence.names,
    arena: place,
    reason: `in the arena ${shortDigest(allele)} passed every gate and was right in ${tally.wins} worlds that ${shortDigest(dominant)} got wrong; hosts may try it`,
  };
  const base = { locus, dominant, rival: allele, ...tally, m, source: 'arena' } as const;
  const plan = { decision, phenotype: next, proof: { allele, place, evidence } };
  const risk = scene.risk(locus);
  if (!needsPerson(risk)) return { ...base, action: 'fallback', reason: decision.reason, plan };
  return { ...base, action: 'propose', reason: `${decision.reason}; at risk ${risk} a person decides`, plan };
}

function left({ locus, dominant }: Seat, allele: Sha256, why: string): LocusDecision {
  const nothing = { wins: 0, losses: 0, m: null, source: null, plan: undefined };
  const reason = `it passed the arena and is not tried on hosts: ${why}`;
  return { locus, action: 'none', dominant, rival: allele, ...nothing, reason };
}
