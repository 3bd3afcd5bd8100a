import { MockKernel } from '../../kernel/mock/mock-kernel.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { silentJournal } from '../run/journal.ts';
import type { DormantOrganism } from '../open-organism.ts';
import type { RunReport } from '../run/report.ts';
import { prepareRun, run } from '../run/run.ts';
import { nothingFused, type FusedAllele, type FusionMemory } from './fusion-memory.ts';
import type { TrialWorld } from './trial-worlds.ts';

export interface Trial {
  readonly world: string;
  readonly input: JsonObject;
  /** Whether the steps succeeded. */
  readonly ok: boolean;
  /** Why the fused allele is not the same; none where it is. */
  readonly difference?: string;
}

export interface Candidate {
  readonly dormant: DormantOrganism;
  readonly sandbox: Sandbox;
  readonly pathway: string;
  readonly allele: FusedAllele;
}

/** Runs a pathway twice from the same world, by its steps and by the fused allele, and compares what came of it. */
export async function differentialRun(candidate: Candidate, world: TrialWorld, input: JsonObject): Promise<Trial> {
  const steps = await ending(candidate, world, input, nothingFused);
  const fused = await ending(candidate, world, input, { fused: () => Promise.resolve(candidate.allele) });
  const difference = differs(candidate, steps, fused);
  const trial = { world: world.name, input, ok: steps.report.ok };
  return difference === undefined ? trial : { ...trial, difference };
}

interface Ending {
  readonly report: RunReport;
  readonly snapshot: string;
}

async function ending(
  { dormant, sandbox, pathway }: Candidate,
  { world }: TrialWorld,
  input: JsonObject,
  fusions: FusionMemory,
): Promise<Ending> {
  const kernel = MockKernel.open({ world });
  const organism = { ...dormant, fusions, kernel, sandbox, journal: silentJournal };
  const report = await run(organism, await prepareRun(organism, pathway, input), {
    target: pathway,
    input,
    wait: true,
    jobs: 1,
    dryRun: false,
    emit: () => undefined,
    keepCase: () => Promise.resolve(''),
  });
  return { report, snapshot: canonicalJson(await kernel.snapshot()) };
}

function differs({ allele }: Candidate, steps: Ending, fused: Ending): string | undefined {
  const { state, reason = 'it had no answer', step } = fused.report.fusion ?? { state: 'stepwise' };
  const where = step === undefined ? '' : `step ${step}: `;
  if (steps.report.ok && steps.report.fusion?.composition !== allele.composition) {
    return 'a step was answered by another allele than the one that was fused';
  }
  if (steps.report.ok && state !== 'fused') return `the steps succeed and it does not (${where}${reason})`;
  if (!steps.report.ok && state === 'fused') return 'it succeeds where the steps do not';
  return steps.snapshot === fused.snapshot ? undefined : 'it leaves another world behind than the steps do';
}
