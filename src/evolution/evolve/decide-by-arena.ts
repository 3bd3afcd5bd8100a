import { SgError } from '../../errors/sg-error.ts';
import { burialOf } from '../../genome/graveyard.ts';
import { shortDigest, type Sha256 } from '../../model/digest.ts';
import { reversed } from '../../model/paired-tally.ts';
import type { Risk } from '../../model/risk.ts';
import { promote } from '../../phenotype/edit.ts';
import { defaultAlphaDemote, errorRate } from '../../selection/error-rate.ts';
import { clearlyBetter } from '../../selection/own-record.ts';
import { atLeast, printRational } from '../../selection/rational.ts';
import { reaches, sequentialTest } from '../../selection/sequential-test.ts';
import type { ArenaProof } from './arena-proof.ts';
import type { EvidentDecision } from './decision-message.ts';
import type { LocusDecision } from './decide-locus.ts';
import type { LocusScene } from './locus-scene.ts';

/** A locus and the allele that is dominant there. */
export interface Seat {
  readonly locus: string;
  readonly dominant: Sha256;
}

/**
 * What the arena's evidence says of one locus. Hosts have a veto and no vote: what they saw is never added to what the arena
 * measured, but speaks against an allele that failed where the dominant works.
 * @returns `undefined` where no evidence says that an allele is better than the dominant
 */
export async function decideByArena(scene: LocusScene, seat: Seat): Promise<LocusDecision | undefined> {
  const proofs: ArenaProof[] = [];
  const refused: LocusDecision[] = [];
  for (const allele of await poolCandidates(scene, seat)) {
    const proof = await scene.arenaProof(seat, allele);
    if (proof === undefined) continue;
    const objection = typeof proof === 'string' ? proof : await objectionTo(scene, seat, allele);
    if (objection !== undefined) refused.push(notCounting(seat, allele, objection));
    else if (typeof proof !== 'string') proofs.push(proof);
  }
  const [best] = proofs.sort(strongestFirst);
  return best === undefined ? refused[0] : decided(scene, seat, best);
}

/** The pool without those that are never to be tried. */
export async function poolCandidates(
  { genome, file }: LocusScene,
  { locus, dominant }: Seat,
): Promise<readonly Sha256[]> {
  const never = new Set([dominant, ...(file.phenotype.loci.get(locus)?.deprecated ?? [])]);
  return (await genome.alleles(locus)).filter((digest) => !never.has(digest));
}

/** Why evidence for an allele does not count: it does not check, was rejected, or hosts saw it do worse. */
export async function objectionTo(scene: LocusScene, seat: Seat, allele: Sha256): Promise<string | undefined> {
  return (
    (await scene.objection(seat.locus, allele)) ??
    (await buried(scene, seat, allele)) ??
    (await veto(scene, seat, allele))
  );
}

async function buried({ genome }: LocusScene, { locus }: Seat, allele: Sha256): Promise<string | undefined> {
  try {
    const burial = await burialOf(genome.tree, locus, allele);
    return burial === undefined ? undefined : `it is buried, rejected at stage ${burial.stage}`;
  } catch (error) {
    if (error instanceof SgError) return error.code;
    throw error;
  }
}

/**
 * What hosts have against it: inputs on which it failed and the dominant works, or clearly more failures of its own. One
 * host is enough: nothing changes, which is the safe side, and a person may still promote it.
 */
async function veto(scene: LocusScene, { locus, dominant }: Seat, allele: Sha256): Promise<string | undefined> {
  const { evidence, file } = scene;
  const [own, other] = [await scene.contestant(locus, allele), await scene.contestant(locus, dominant)];
  const { tally, rival, dominant: standing } = evidence.hear({ locus, allele: own, other }).all;
  const alpha = errorRate(file.phenotype.policy.alphaDemote?.toString() ?? defaultAlphaDemote);
  const { m } = sequentialTest(reversed(tally), alpha);
  if (reaches(m, alpha)) {
    return `hosts saw it wrong on ${tally.losses} inputs that the dominant got right, and right on ${tally.wins} that it got wrong`;
  }
  return clearlyBetter(standing, rival) ? 'on hosts it fails clearly more often than the dominant' : undefined;
}

/** Being right goes before being cheap, and of equals the lower digest. */
function strongestFirst(a: ArenaProof, b: ArenaProof): number {
  if (a.source !== b.source) return a.source === 'arena' ? -1 : 1;
  if (!atLeast(a.m, b.m)) return 1;
  if (!atLeast(b.m, a.m)) return -1;
  return a.allele < b.allele ? -1 : 1;
}

async function decided(scene: LocusScene, seat: Seat, proof: ArenaProof): Promise<LocusDecision> {
  const { locus, dominant } = seat;
  const decision = evident(scene, seat, proof);
  const phenotype = promote(scene.file.phenotype, locus, proof.allele);
  const base = { ...weighed(seat, proof.allele), ...proof.tally, m: printRational(proof.m), source: proof.source };
  const plan = { decision, phenotype, proof };
  const reservation = person(scene.risk(locus), proof) ?? (await returning(scene, seat, proof.allele));
  if (reservation === undefined) return { ...base, dominant, action: 'promote', reason: decision.reason, plan };
  return { ...base, dominant, action: 'propose', reason: `${decision.reason}; ${reservation}`, plan };
}

/**
 * Why a person has to agree. Cheaper is a claim about cost; that the two are equally right was only not disproved, which is
 * enough where little can go wrong.
 */
function person(risk: Risk, { source }: ArenaProof): string | undefined {
  if (needsPerson(risk)) return `at risk ${risk} a person decides`;
  return source === 'arena-cost' && risk === 'medium'
    ? 'at risk medium a person decides whether cheaper is better'
    : undefined;
}

/** At such a risk nothing is expressed, and nothing promoted, that a person has not agreed to. */
export function needsPerson(risk: Risk): boolean {
  return risk === 'high' || risk === 'critical';
}

/** Somebody or something took its place from it since; evidence that knows nothing of that must not undo it. */
async function returning(scene: LocusScene, { locus }: Seat, allele: Sha256): Promise<string | undefined> {
  return (await scene.wasDominant(locus, allele))
    ? 'it was dominant here before and was replaced, so a person decides'
    : undefined;
}

function evident(scene: LocusScene, { locus, dominant }: Seat, proof: ArenaProof): EvidentDecision {
  const { allele, tally, m, source, place, evidence } = proof;
  const { promote: alpha, challenger } = evidence.basis.alpha;
  const pairs = evidence.competition?.pairs ?? 0;
  const { wins, losses } = tally;
  const [better, worse] = [shortDigest(allele), shortDigest(dominant)];
  return {
    action: 'promote',
    phenotype: scene.file.phenotype.name,
    locus,
    allele,
    other: dominant,
    tally,
    evidence: `M=${printRational(m)} alpha=${alpha} challenger=${challenger} source=${source} pairs=${pairs}`,
    ledgers: scene.evidence.names,
    arena: place,
    reason:
      source === 'arena'
        ? `in the arena ${better} was right in ${wins} worlds that ${worse} got wrong, and wrong in ${losses} that it got right`
        : `in the arena ${better} was never wrong where ${worse} was right, cheaper in ${wins} worlds and dearer in ${losses}`,
  };
}

function notCounting(seat: Seat, allele: Sha256, objection: string): LocusDecision {
  return { ...weighed(seat, allele), reason: `the arena's evidence for it does not count: ${objection}` };
}

function weighed({ locus, dominant }: Seat, rival: Sha256): LocusDecision {
  const nothing = { wins: 0, losses: 0, m: null, source: null, reason: '', plan: undefined };
  return { locus, action: 'none', dominant, rival, ...nothing };
}
