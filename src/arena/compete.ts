import { UsageError } from '../errors/usage-error.ts';
import { Genome } from '../genome/genome.ts';
import { sha256, type Sha256 } from '../model/digest.ts';
import { noDisagreement, type PairedTally } from '../model/paired-tally.ts';
import { soundContracts } from '../organism/contracts/load-contracts.ts';
import { openWorkspace } from '../organism/workspace.ts';
import { expressedStack } from '../phenotype/expression.ts';
import { readPhenotype } from '../phenotype/read-phenotype.ts';
import type { TrialCost } from '../selection/cost-test.ts';
import { defaultAlpha, errorRate } from '../selection/error-rate.ts';
import { printRational } from '../selection/rational.ts';
import { sequentialTest, type SequentialVerdict } from '../selection/sequential-test.ts';
import { usualWorkers, type ArenaRequest } from './arena.ts';
import { addCost, nothingSpent } from './add-cost.ts';
import { KnownTrials } from './known-trials.ts';
import { pairUp } from './pairing.ts';
import { geneContract, genesOf, verificationStacks } from './prepare-matter.ts';
import { repositoryNonce } from './repository-nonce.ts';
import { batches } from './stages/batches.ts';
import type { TrialResult } from './trial-result.ts';
import { openTrialRunner } from './trial-runner.ts';

export interface CompeteRequest extends Pick<
  ArenaRequest,
  'start' | 'locus' | 'phenotype' | 'seed' | 'workers' | 'progress'
> {
  readonly worlds: number;
}

/** How one allele fared. */
export interface Contender {
  readonly allele: Sha256;
  /** `dominant`, `fallback 1`, … */
  readonly role: string;
  readonly ok: number;
  readonly refused: number;
  readonly failed: number;
  /** In all worlds together. */
  readonly cost: TrialCost;
}

/** Every two of them, by what the first won and lost against the second. */
export interface Match extends PairedTally {
  readonly allele: Sha256;
  readonly against: Sha256;
  readonly m: string;
  readonly decision: SequentialVerdict['decision'];
  /** Worlds on which only a person can say who is right. */
  readonly open: number;
}

export interface Competition {
  readonly locus: string;
  readonly phenotype: string;
  readonly seed: string;
  readonly worlds: number;
  readonly contenders: readonly Contender[];
  readonly matches: readonly Match[];
}

/**
 * Puts the same generated worlds to every allele that the phenotype expresses at a locus. Each pair is tested with the
 * whole error rate: this informs people and decides nothing.
 * @throws UsageError `unknown-locus`, `not-a-gene`, `locus-not-expressed`
 */
export async function compete(request: CompeteRequest): Promise<Competition> {
  const { locus, worlds, workers = usualWorkers(), progress = () => undefined } = request;
  const workspace = await openWorkspace(request.start);
  const genome = new Genome(workspace.tree);
  const contracts = await soundContracts(workspace.tree);
  const phenotype = await readPhenotype(workspace.tree, request.phenotype);
  const contract = geneContract(contracts, locus);
  const digests = expressedStack(phenotype, locus);
  if (digests.length === 0) throw notExpressed(locus, request.phenotype);
  const alleles = await genesOf(genome, locus, digests);
  const stacks = await verificationStacks(genome, phenotype, contracts, contract);
  const seed = request.seed ?? sha256([await repositoryNonce(workspace.repository), ...digests].join('\n'));
  const runner = await openTrialRunner({ locus, contracts, alleles, stacks }, { workers, cacheDir: workspace.cache });
  try {
    const trials = new KnownTrials(runner, seed);
    for (const indexes of batches(worlds)) {
      await trials.ask(indexes, digests);
      progress('competition', (indexes.at(-1) ?? 0) + 1, worlds);
    }
    const all = Array.from({ length: worlds }, (_, index) => index);
    const contenders = digests.map((allele, place) =>
      contender(
        allele,
        place,
        all.map((index) => trials.answer(index, allele)),
      ),
    );
    const matches = pairsOf(digests).map(([allele, against]) =>
      match(contract.family, trials, all, digests, allele, against),
    );
    return { locus, phenotype: phenotype.name, seed, worlds, contenders, matches };
  } finally {
    await runner.dispose();
  }
}

function contender(allele: Sha256, place: number, results: readonly TrialResult[]): Contender {
  const count = (outcome: TrialResult['outcome']): number =>
    results.filter((result) => result.outcome === outcome).length;
  return {
    allele,
    role: place === 0 ? 'dominant' : `fallback ${place}`,
    ok: count('ok'),
    refused: count('refused'),
    failed: count('gene-failure'),
    cost: results.reduce((spent, { cost }) => addCost(spent, cost), nothingSpent),
  };
}

function pairsOf(digests: readonly Sha256[]): readonly (readonly [Sha256, Sha256])[] {
  return digests.flatMap((against, place) => digests.slice(place + 1).map((allele) => [allele, against] as const));
}

function match(
  family: Parameters<typeof pairUp>[0],
  trials: KnownTrials,
  indexes: readonly number[],
  live: readonly Sha256[],
  allele: Sha256,
  against: Sha256,
): Match {
  const others = live.filter((other) => other !== allele && other !== against);
  let tally = noDisagreement;
  let open = 0;
  for (const index of indexes) {
    const [own, other] = [trials.answer(index, allele), trials.answer(index, against)];
    const witnesses = others.map((witness) => trials.answer(index, witness));
    const pairing = pairUp(family, own, other, witnesses);
    if (pairing.counts === 'win') tally = { ...tally, wins: tally.wins + 1 };
    if (pairing.counts === 'loss') tally = { ...tally, losses: tally.losses + 1 };
    if (pairing.open) open += 1;
  }
  const verdict = sequentialTest(tally, errorRate(defaultAlpha));
  return { allele, against, ...tally, m: printRational(verdict.m), decision: verdict.decision, open };
}

function notExpressed(locus: string, phenotype: string): UsageError {
  return new UsageError({
    code: 'locus-not-expressed',
    message: `Phenotype "${phenotype}" expresses no allele at locus "${locus}".`,
    hint: `\`sg status ${locus}\` shows what is in the pool.`,
  });
}
