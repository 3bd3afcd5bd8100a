import { configurationDifferences } from '../kernel/world-difference.ts';
import type { WorldSnapshot } from '../kernel/kernel.ts';
import { befall } from '../kernel/mock/events.ts';
import { MockKernel } from '../kernel/mock/mock-kernel.ts';
import { snapshotOf } from '../kernel/mock/snapshot.ts';
import { atClock } from '../kernel/mock/time.ts';
import type { World } from '../kernel/mock/world-schema.ts';
import { asNetworkSnapshot } from '../kernel/network-snapshot.ts';
import { sha256 } from '../model/digest.ts';
import { silentJournal } from '../organism/run/journal.ts';
import { runLocus } from '../organism/run/locus-run.ts';
import { locusTask } from '../organism/run/locus-task.ts';
import type { AttemptReport } from '../organism/run/report.ts';
import type { RunContext } from '../organism/run/run-context.ts';
import { RunMemory } from '../organism/run/run-memory.ts';
import { parsePhenotype } from '../phenotype/parse-phenotype.ts';
import type { GeneSource, Sandbox } from '../sandbox/sandbox.ts';
import type { TrialBench } from './trial-bench.ts';
import type { TrialCase } from './trial-case.ts';
import type { TrialResult } from './trial-result.ts';
import { TrialWitness } from './trial-witness.ts';

type Means = Pick<TrialBench, 'setup' | 'contract' | 'sandbox' | 'book'>;

/** What must not matter to an answer, and is another each time a question is asked again. */
export interface TrialAir {
  /** Seconds the world's clock is moved by before the trial. */
  readonly clockShift: number;
  /** Seeds the gene's `Math.random`. */
  readonly seed: string;
}

/** Trials express what their setup says; of the phenotype the loop needs nothing else. */
const trialPhenotype = parsePhenotype('name = "trial"', 'trial');

const firstAir: TrialAir = { clockShift: 0, seed: 'first' };

/** Messages come from genes: what a person reads of one fits on a few lines. */
const longestMessage = 300;

/**
 * One allele answers one trial: the loop of a run on this locus alone, with nothing to fall back on, in a world that
 * nobody else sees. The verdict is the loop's: output, scope, verification to the end of its window, proof of the rollback.
 */
export async function runTrial(
  bench: Means,
  gene: GeneSource,
  trial: TrialCase,
  air: TrialAir = firstAir,
): Promise<TrialResult> {
  const world = air.clockShift === 0 ? trial.world : atClock(trial.world, trial.world.clock + air.clockShift);
  const kernel = MockKernel.open({ world, ...(trial.faults === undefined ? {} : { faults: trial.faults }) });
  const witness = new TrialWitness(kernel);
  const before = await kernel.snapshot();
  const context = await trialContext(bench, gene, kernel, witness, air);
  const { report } = await runLocus(context, locusTask(bench.contract, trial.input, '1'));
  const after = await kernel.snapshot();
  const last = report.attempts.at(-1);
  const judged = { ...standing(last, report.outcome), output: report.output, refusal: report.refusal ?? null };
  return {
    ...(context.transaction === undefined ? withoutTraces(judged, undisturbed(trial, before, after), after) : judged),
    proven: proofOf(trial, last, after),
    world: sha256(JSON.stringify(after)),
    cost: witness.cost,
    checks: (last?.verify ?? []).map(({ check, timescale, healthy }) => ({ check, timescale, healthy })),
  };
}

async function trialContext(
  bench: Means,
  gene: GeneSource,
  kernel: MockKernel,
  witness: TrialWitness,
  air: TrialAir,
): Promise<RunContext> {
  const { locus, contracts, stacks } = bench.setup;
  const changes = bench.contract.family === 'configuration';
  const opened = await kernel.begin({ label: 'trial' });
  const transaction = changes ? witness.transaction(opened) : undefined;
  return {
    organism: {
      contracts,
      phenotype: trialPhenotype,
      book: bench.book,
      alleles: { load: (at) => Promise.resolve(at === locus ? [gene] : (stacks.get(at) ?? [])) },
      kernel: changes ? kernel : witness.observed(opened),
      sandbox: inAir(bench.sandbox, air),
      journal: silentJournal,
    },
    run: 'trial',
    transaction,
    swift: undefined,
    jobs: 1,
    wait: true,
    emit: () => undefined,
    keepCase: () => Promise.resolve(),
    memory: new RunMemory(),
    stopwatch: () => 0,
  };
}

function inAir(sandbox: Sandbox, { seed }: TrialAir): Sandbox {
  return {
    run: (gene, input, port, options) =>
      sandbox.run(gene, input, port, { ...options, seed: `${options.seed}:${seed}` }),
    dispose: () => undefined,
  };
}

function proofOf(trial: TrialCase, last: AttemptReport | undefined, after: WorldSnapshot): boolean | null {
  const proof = last?.rolledBack;
  if (proof === undefined) return null;
  if (proof.proven) return true;
  const expected = undisturbed(trial, undefined, after);
  return expected !== undefined && configurationDifferences(expected, after).length === 0;
}

/**
 * The world as it should be when the gene has left no trace: as before, but for an interface that was unplugged on the
 * way, which no rollback brings back.
 */
function undisturbed<B extends WorldSnapshot | undefined>(
  { world, faults }: TrialCase,
  before: B,
  after: WorldSnapshot,
): WorldSnapshot | B {
  const effects = (faults?.faults ?? []).map(({ does }) => does);
  const gone = effects.filter((does) => does.kind === 'vanish').filter(({ device }) => !linkNames(after).has(device));
  if (gone.length === 0) return before;
  return snapshotOf(gone.reduce<World>((current, { device }) => befall(current, { kind: 'vanish', device }), world));
}

function linkNames(snapshot: WorldSnapshot): ReadonlySet<string> {
  return new Set(Object.keys(asNetworkSnapshot(snapshot).links));
}

type Standing = Pick<TrialResult, 'outcome' | 'kind' | 'message'>;

function standing(last: AttemptReport | undefined, outcome: TrialResult['outcome']): Standing {
  const { kind, message } = last?.error ?? { kind: null, message: '' };
  const short = message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message;
  return { outcome, kind, message: short };
}

/** The loop hands diagnostics an observing port and does not look at the world again; the arena does. */
function withoutTraces<J extends Standing>(judged: J, before: WorldSnapshot, after: WorldSnapshot): J {
  const changed = configurationDifferences(before, after).map(({ path }) => path);
  if (changed.length === 0) return judged;
  const message = `It only looks and yet changed ${changed.join(', ')}.`.slice(0, longestMessage);
  return { ...judged, outcome: 'gene-failure', kind: 'changed-on-looking', message };
}
