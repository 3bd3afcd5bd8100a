import { exampleCases } from '../generators/example-cases.ts';
import { usualError, type FaultEffect, type FaultPlan } from '../../kernel/mock/fault-plan.ts';
import type { Json } from '../../model/json.ts';
import type { Contest } from '../contest.ts';
import { caseOf } from '../trial-job.ts';
import type { TrialCase } from '../trial-case.ts';
import type { TrialResult } from '../trial-result.ts';
import { violationOf, type Violation } from '../violations.ts';
import { FailureList, type StageReport } from './failure-list.ts';

/** Operations of one answer that are made to fail; the rest is more of the same. */
const mostOperations = 12;

/**
 * Sixth stage: worlds in which the candidate succeeds, again, with a kernel operation failing, an interface vanishing, a
 * slow and a dead bus, at each operation in turn. It may fail; then the world is proven to be as before. It may not claim
 * what is not so. Where the incumbent does no better under the same fault, the candidate is not blamed.
 */
export async function checkFaults(contest: Contest): Promise<StageReport> {
  const list = new FailureList('faults');
  const bases = await faultBases(contest);
  for (const [index, base] of bases.entries()) {
    for (const { at, violation, trial } of await underFaults(contest, base)) list.note(at, violation, () => trial);
    contest.progress('faults', index + 1, bases.length);
    if (list.full) break;
  }
  return list.report;
}

interface Found {
  readonly at: string;
  readonly violation: readonly Violation[];
  readonly trial: TrialCase;
}

/** The incumbent is asked only where there is something to blame. */
async function underFaults({ candidate, incumbent, runner }: Contest, base: FaultBase): Promise<readonly Found[]> {
  const plans = faultPlans(base);
  const reference = { kind: 'given', trial: base.trial } as const;
  const ask = (allele: string, asked: readonly NamedPlan[]): ReturnType<typeof runner.trials> =>
    runner.trials(asked.map(({ plan }) => ({ reference, runs: [{ allele, faults: plan }] })));
  const own = await ask(candidate, plans);
  const blamed = plans.filter(({ effect }, at) => found(effect, own[at]?.[0]).length > 0);
  const others = incumbent === undefined ? [] : await ask(incumbent, blamed);
  return plans.map((plan, at) => {
    const violation = found(plan.effect, own[at]?.[0]);
    const shared = found(plan.effect, others[blamed.indexOf(plan)]?.[0]).length > 0;
    return {
      at: `${base.trial.origin}, ${plan.name}`,
      violation: shared ? [] : violation,
      trial: { ...base.trial, faults: plan.plan },
    };
  });
}

interface FaultBase {
  readonly trial: TrialCase;
  /** What the candidate calls there while nothing is wrong. */
  readonly operations: number;
}

/** Half from the contract's own good examples, half from the generated worlds it succeeds in. */
async function faultBases({ contract, candidate, budget, trials, runner }: Contest): Promise<readonly FaultBase[]> {
  const good = exampleCases(contract).filter((example) => example.good);
  const asked = good.map(({ title, world, input }): TrialCase => ({ world, input, origin: `example "${title}"` }));
  const generated = Array.from({ length: budget.worlds }, (_, index) => index);
  const answers = await runner.trials(
    asked.map((trial) => ({ reference: { kind: 'given', trial }, runs: [{ allele: candidate }] })),
  );
  const fromExamples = asked.flatMap((trial, at) => baseOf(trial, answers[at]?.[0]));
  const half = Math.ceil(budget.faultWorlds / 2);
  const fromWorlds: FaultBase[] = [];
  for (const index of generated) {
    if (fromWorlds.length + Math.min(half, fromExamples.length) >= budget.faultWorlds) break;
    const trial = { ...caseOf({ contract }, trials.reference(index)), origin: `world ${index}` };
    fromWorlds.push(...baseOf(trial, trials.answer(index, candidate)));
  }
  return [...fromExamples.slice(0, half), ...fromWorlds];
}

function baseOf(trial: TrialCase, answer: TrialResult | undefined): readonly FaultBase[] {
  return answer?.outcome === 'ok' ? [{ trial, operations: answer.cost.operations }] : [];
}

interface NamedPlan {
  readonly name: string;
  readonly effect: FaultEffect;
  readonly plan: FaultPlan;
}

const codes = ['EBUSY', 'EINVAL', 'EPERM', 'ENODEV', 'ETIMEDOUT'] as const;

function faultPlans({ trial, operations }: FaultBase): readonly NamedPlan[] {
  const devices = namedDevices(trial);
  return Array.from({ length: Math.min(operations, mostOperations) }, (_, index) => index + 1).flatMap((at) => {
    const code = codes[at % codes.length] ?? 'EINVAL';
    const device = devices[at % devices.length];
    const effects: readonly (readonly [string, FaultEffect])[] = [
      [code, usualError(code)],
      ...(device === undefined ? [] : [[`${device} vanishes`, { kind: 'vanish', device }] as const]),
      ['slow', { kind: 'slow', seconds: 20 }],
      ['dead', { kind: 'dead', code: 'EUNAVAILABLE', seconds: 5, reach: 'port' }],
    ];
    return effects.map(([what, effect]) => ({
      name: `${what} at operation ${at}`,
      effect,
      plan: { version: 1, faults: [{ at, does: effect }] } as const,
    }));
  });
}

/** Interfaces of the world that the input names: what goes wrong with others is none of its business. */
function namedDevices({ world, input }: TrialCase): readonly string[] {
  const named = new Set<string>();
  const visit = (value: Json): void => {
    if (typeof value === 'string') named.add(value);
    else if (value !== null && typeof value === 'object') Object.values(value).forEach(visit);
  };
  visit(input);
  return world.links.map(({ name }) => name).filter((name) => named.has(name) && name !== 'lo');
}

function found(effect: FaultEffect, result: TrialResult | undefined): readonly Violation[] {
  const violation = result === undefined ? undefined : underFault(effect, result);
  return violation === undefined ? [] : [violation];
}

/** An interface that vanished is a change the allele did not make. */
const excusedByVanishing: ReadonlySet<string> = new Set(['changed-on-refusal', 'out-of-scope', 'unhealthy']);

function underFault(effect: FaultEffect, result: TrialResult): Violation | undefined {
  const violation =
    violationOf(result) ??
    (result.kind === 'unhealthy' ? { kind: result.kind, message: `It claims success: ${result.message}` } : undefined);
  if (violation === undefined) return undefined;
  if (effect.kind === 'vanish' && excusedByVanishing.has(violation.kind)) return undefined;
  return violation.kind === 'too-slow' && effect.kind !== 'error' ? undefined : violation;
}
