import { hash } from 'node:crypto';
import type { Json } from '../model/json.ts';
import { checkBytes, checkValue } from './check-crossing.ts';
import { EngineStop } from './engine/engine-stop.ts';
import type { Engine } from './engine/engine.ts';
import { TimeBudget } from './engine/time-budget.ts';
import { faultOr } from './fault-or.ts';
import { faultAt, faultOfThrown, GeneFaultError } from './gene-fault.ts';
import { Guest } from './guest/guest.ts';
import { evaluateGene, prepareGuest, type LoadedGene } from './load-gene.ts';
import type { Machine } from './machine.ts';
import { CallPerformer, type Answer } from './perform-calls.ts';
import { applyLimits } from './apply-limits.ts';
import type { GeneResult, HostPort, SandboxLimits } from './sandbox.ts';
import { parseTurn, type GuestEnd, type Turn } from './turn.ts';
import { WallTimer } from './wall-timer.ts';

export interface GeneRun {
  readonly gene: LoadedGene;
  readonly input: Json;
  readonly port: HostPort;
  readonly seed: string;
  readonly limits: SandboxLimits;
}

/** Memory beyond the limit with which the guest reports how a run ended that has used all of its own. */
const reportReserve = 2 * 1024 * 1024;

/** Runs a gene in an engine that nothing else uses meanwhile. Rejects only for what is not the gene's doing. */
export async function runGene(engine: Engine, machine: Machine, run: GeneRun): Promise<GeneResult> {
  const budget = new TimeBudget(run.limits.cpuMs, run.limits.wallMs, run.limits.steps);
  const timer = new WallTimer(budget);
  const performer = new CallPerformer(run.port, run.limits, timer);
  try {
    const outcome = await faultOr(engine, async () => {
      checkValue(run.input, run.limits.jsonDepth, 'an input');
      return { output: await play(new Stage(engine, machine, run, budget), performer) };
    });
    const operations = performer.performed;
    return 'kind' in outcome ? { ok: false, fault: outcome, operations } : { ok: true, ...outcome, operations };
  } finally {
    timer.stop();
  }
}

async function play(stage: Stage, performer: CallPerformer): Promise<Json> {
  let turn = stage.start();
  while (turn.end === undefined) {
    if (turn.calls.length === 0) throw new EngineStop('never-settled', 'waits for something that never comes');
    turn = stage.continue(await performer.perform(turn));
  }
  const output = stage.outputOf(turn.end, turn.units);
  // Operations the gene started and did not wait for: it was told they would happen.
  await performer.perform(turn);
  return output;
}

/** One run as a sequence of turns. */
class Stage {
  readonly #engine: Engine;
  readonly #machine: Machine;
  readonly #run: GeneRun;
  readonly #budget: TimeBudget;
  readonly #guest: Guest;

  constructor(engine: Engine, machine: Machine, run: GeneRun, budget: TimeBudget) {
    this.#engine = engine;
    this.#machine = machine;
    this.#run = run;
    this.#budget = budget;
    this.#guest = new Guest(engine, machine.runner.handles);
  }

  start(): Turn {
    const text = JSON.stringify(this.#run.input);
    return this.#turn(() => {
      this.#load();
      this.#guest.tell('start', text);
    });
  }

  continue(answers: readonly Answer[]): Turn {
    const text = JSON.stringify(answers);
    return this.#turn(() => {
      this.#guest.tell('settle', text);
    });
  }

  #load(): void {
    const { gene, seed, limits } = this.#run;
    if (gene.image !== undefined) {
      this.#engine.restore(gene.image);
      applyLimits(this.#engine, this.#machine.runner.handles, limits);
      this.#guest.configure(seedWords(seed), limits);
      return;
    }
    const guest = prepareGuest(this.#engine, this.#machine, gene.operations, limits);
    guest.configure(seedWords(seed), limits);
    evaluateGene(this.#engine, guest, gene);
  }

  #turn(work: () => void): Turn {
    this.#engine.clockSeconds = this.#run.port.clock();
    const { exports } = this.#engine;
    const memoryLimit = this.#machine.runner.handles.heapBytes + this.#run.limits.memoryBytes;
    const text = this.#engine.spend(this.#budget, () => {
      work();
      this.#guest.drain();
      exports.qjs_set_memory_limit(memoryLimit + reportReserve);
      const report = this.#guest.ask('take');
      exports.qjs_set_memory_limit(memoryLimit);
      return report;
    });
    return parseTurn(text);
  }

  /** @throws GeneFaultError for every end but an output within the limits */
  outputOf(end: GuestEnd, units: number): Json {
    const { gene } = this.#run;
    if (end.type === 'thrown') throw new GeneFaultError(faultOfThrown(end.thrown, gene));
    if (end.type === 'refused')
      throw new GeneFaultError(faultAt(end.kind, `The gene's ${end.message}.`, end.stack, gene));
    const { jsonDepth, outputBytes } = this.#run.limits;
    checkValue(end.output, jsonDepth, 'an output');
    checkBytes(end.output, units, outputBytes, 'an output');
    return end.output;
  }
}

/** The first 128 bits of the seed's SHA-256. */
function seedWords(seed: string): readonly number[] {
  const digest = hash('sha256', seed, 'buffer');
  return [0, 4, 8, 12].map((at) => digest.readInt32LE(at));
}
