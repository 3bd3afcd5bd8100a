import { shortDigest, type Sha256 } from '../../model/digest.ts';
import { reversed, type PairedTally } from '../../model/paired-tally.ts';
import { demote, promote } from '../../phenotype/edit.ts';
import { expressedStack } from '../../phenotype/expression.ts';
import type { Phenotype, Policy } from '../../phenotype/schema.ts';
import { decide, neededFor, type Rival, type Terms, type Verdict } from '../../selection/decide.ts';
import { defaultAlpha, defaultAlphaDemote, errorRate } from '../../selection/error-rate.ts';
import { defaultQuorum, hostsNeeded } from '../../selection/host-quorum.ts';
import type { OwnRecord } from '../../selection/own-record.ts';
import { printRational } from '../../selection/rational.ts';
import { agreementProse, type Agreement } from './agreement.ts';
import type { ArenaProof, MeasuredEvidence } from './arena-proof.ts';
import { decideByArena, needsPerson } from './decide-by-arena.ts';
import { decideFallback } from './decide-fallback.ts';
import type { EvidentDecision } from './decision-message.ts';
import type { LocusScene } from './locus-scene.ts';

export interface LocusDecision {
  readonly locus: string;
  /** `fallback`: hosts are to try it; `propose`: evidence is for what a person has to agree to. */
  readonly action: 'promote' | 'demote' | 'fallback' | 'propose' | 'none';
  readonly dominant: Sha256 | null;
  /** The one whose evidence says most; `null` where there is none. */
  readonly rival: Sha256 | null;
  /** Inputs the rival was right on where the dominant was wrong, and the reverse; of `source` alone. */
  readonly wins: number;
  readonly losses: number;
  /** M for the rival, cut off after four digits; `null` without evidence. */
  readonly m: string | null;
  /** Where the numbers come from, which are never added up; `null` without evidence. */
  readonly source: 'ledger' | ArenaProof['source'] | null;
  /** Hosts behind the rival, where ledgers decided. */
  readonly hosts?: Agreement;
  readonly reason: string;
  readonly plan: DecisionPlan | undefined;
}

export interface DecisionPlan {
  readonly decision: EvidentDecision;
  readonly phenotype: Phenotype;
  /** What the decision rests on where the arena's evidence made it. */
  readonly proof?: MeasuredEvidence;
}

/**
 * What evidence says of one locus; a pure function of the scene's commit and evidence. What hosts lived through goes before
 * what was tried out in the arena, and that before what hosts are yet to try.
 */
export async function decideLocus(scene: LocusScene, locus: string): Promise<LocusDecision> {
  const lived = await decideByLedgers(scene, locus);
  const { action, dominant, rival, reason } = lived;
  if (action !== 'none' || dominant === null) return lived;
  const seat = { locus, dominant };
  const measured = await decideByArena(scene, seat);
  const tried = measured?.plan === undefined ? ((await decideFallback(scene, seat)) ?? measured) : measured;
  if (tried === undefined) return lived;
  // Where neither decides, what hosts saw is still to be told.
  return tried.action === 'none' && rival !== null ? { ...lived, reason: `${reason}; ${tried.reason}` } : tried;
}

async function decideByLedgers(scene: LocusScene, locus: string): Promise<LocusDecision> {
  const { phenotype } = scene.file;
  const [dominant, ...others] = expressedStack(phenotype, locus);
  if (dominant === undefined || dominant !== phenotype.loci.get(locus)?.dominant) {
    return undecided(locus, null, 'no dominant is expressed');
  }
  const terms = await termsOf(scene, locus);
  const rivals: Rival[] = [];
  for (const other of others) rivals.push(await rivalOf(scene, { locus, dominant, other }));
  const verdict = decide(rivals, terms);
  switch (verdict.kind) {
    case 'no-evidence':
      return undecided(locus, dominant, others.length === 0 ? 'it has no rival' : 'no disagreement was seen');
    case 'undecided':
      return { ...weighed(locus, dominant, verdict), reason: missing(verdict, terms) };
    default:
      return decided(scene, { locus, dominant, verdict, terms });
  }
}

type Undecided = Extract<Verdict, { readonly kind: 'undecided' }>;

function missing({ winsMissing: wins, restsOn, rival }: Undecided, terms: Terms): string {
  if (restsOn.length > 0) {
    const whose = restsOn.map(hostOf).join(' and ');
    return `the wins are enough, but not without those of ${whose}: ${neededFor(rival, terms)} hosts have to agree`;
  }
  if (wins === 0) return 'the wins are enough, but of all it was asked it was not clearly more often right';
  return wins === 1 ? 'one more win would decide' : `${wins} wins in a row would decide`;
}

/** `fitness/<host>@<commit>` without the commit. */
function hostOf(ledger: string): string {
  return ledger.replace(/@[^@]*$/, '');
}

/** The policy's error rates and how many hosts have to agree; k counts every allele the locus has but the first. */
async function termsOf(scene: LocusScene, locus: string): Promise<Terms> {
  const { policy } = scene.file.phenotype;
  const { alpha, alphaDemote } = rateTexts(policy);
  const alleles = await scene.genome.alleles(locus);
  const quorum = { ...defaultQuorum, ...policy.hosts };
  const running = scene.evidence.hostsAt(locus);
  return {
    alpha: errorRate(alpha),
    alphaDemote: errorRate(alphaDemote),
    challengers: Math.max(1, alleles.length - 1),
    hosts: {
      promote: hostsNeeded(quorum[scene.risk(locus)], running),
      demote: hostsNeeded(quorum.demote, running),
    },
  };
}

function rateTexts({ alpha, alphaDemote }: Policy): { readonly alpha: string; readonly alphaDemote: string } {
  return { alpha: alpha?.toString() ?? defaultAlpha, alphaDemote: alphaDemote?.toString() ?? defaultAlphaDemote };
}

interface Pairing {
  readonly locus: string;
  readonly dominant: Sha256;
  readonly other: Sha256;
}

/** Certificates and history are read only where something was seen that they matter for. */
async function rivalOf(scene: LocusScene, { locus, dominant, other }: Pairing): Promise<Rival> {
  const plain = scene.evidence.hear({ locus, allele: { digest: other }, other: { digest: dominant } });
  const { wins, losses } = plain.all.tally;
  if (wins + losses === 0) return { allele: other, hearing: plain, returning: false };
  const hearing = scene.evidence.hear({
    locus,
    allele: await scene.contestant(locus, other),
    other: await scene.contestant(locus, dominant),
  });
  const { tally } = hearing.all;
  const returning = tally.wins > tally.losses && (await scene.wasDominant(locus, other));
  return { allele: other, hearing, returning };
}

interface Decided {
  readonly locus: string;
  readonly dominant: Sha256;
  readonly verdict: Extract<Verdict, { kind: 'promote' | 'demote' }>;
  readonly terms: Terms;
}

async function decided(scene: LocusScene, { locus, dominant, verdict, terms }: Decided): Promise<LocusDecision> {
  const { kind: action, rival, m } = verdict;
  const { allele: winner, hearing } = rival;
  const { tally, rival: own, dominant: standing } = hearing.all;
  const base = weighed(locus, dominant, verdict);
  const objection = await scene.objection(locus, winner);
  if (objection !== undefined) return { ...base, reason: `evidence is for it, but it does not check: ${objection}` };
  const { phenotype } = scene.file;
  const texts = rateTexts(phenotype.policy);
  const risen = promote(phenotype, locus, winner);
  const isPromotion = action === 'promote';
  const records = `own=${share(own)} dominant=${share(standing)}`;
  const hosts = { ...hearing.sides, of: scene.evidence.hostsAt(locus), needed: neededFor(rival, terms) };
  const decision: EvidentDecision = {
    action,
    phenotype: phenotype.name,
    locus,
    allele: isPromotion ? winner : dominant,
    other: isPromotion ? dominant : winner,
    tally: isPromotion ? tally : reversed(tally),
    evidence: isPromotion
      ? `M=${printRational(m)} alpha=${texts.alpha} challenger=${terms.challengers} ${records}`
      : `M=${printRational(m)} alpha=${texts.alphaDemote} ${records}`,
    ledgers: scene.evidence.names,
    hosts,
    reason: `${reasonFor(winner, dominant, tally)}; ${agreementProse(hosts)}`,
  };
  const plan = { decision, phenotype: isPromotion ? risen : demote(risen, locus, dominant) };
  const risk = scene.risk(locus);
  // Back to what was there before is the safe direction: at every risk it needs nobody.
  if (!isPromotion || !needsPerson(risk)) return { ...base, action, hosts, reason: decision.reason, plan };
  return { ...base, action: 'propose', hosts, reason: `${decision.reason}; at risk ${risk} a person decides`, plan };
}

/** Right answers of all that count. */
function share({ right, wrong }: OwnRecord): string {
  return `${right}/${right + wrong}`;
}

function reasonFor(winner: Sha256, dominant: Sha256, { wins, losses }: PairedTally): string {
  const [better, worse] = [shortDigest(winner), shortDigest(dominant)];
  return `${better} was right on ${wins} inputs that ${worse} got wrong, and wrong on ${losses} that it got right`;
}

type Seen = Pick<Extract<Verdict, { readonly rival: Rival }>, 'rival' | 'm'>;

function weighed(locus: string, dominant: Sha256, { rival, m }: Seen): LocusDecision {
  const { wins, losses } = rival.hearing.all.tally;
  const evidence = { rival: rival.allele, wins, losses, m: printRational(m), source: 'ledger' } as const;
  return { locus, action: 'none', dominant, ...evidence, reason: '', plan: undefined };
}

function undecided(locus: string, dominant: Sha256 | null, reason: string): LocusDecision {
  const nothing = { rival: null, wins: 0, losses: 0, m: null, source: null };
  return { locus, action: 'none', dominant, ...nothing, reason, plan: undefined };
}
