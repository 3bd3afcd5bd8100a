import type { PathwayContract, Step } from './ast.ts';
import { expressionReferences } from './expression-references.ts';
import { stepCalls } from './step-calls.ts';

/**
 * The steps each step must wait for, by number, directly. Steps with no path between them may run at the same time.
 * - Without `requires`: the step written before.
 * - With `requires`: the steps named there, and those whose output the step reads: data implies order.
 */
export function stepDependencies({ steps, requires }: PathwayContract): ReadonlyMap<number, ReadonlySet<number>> {
  const dependencies = new Map<number, Set<number>>();
  let before: number | undefined;
  for (const step of steps) {
    const written = before === undefined || requires.length > 0 ? [] : [before];
    dependencies.set(step.number, new Set([...written, ...stepsRead(step)]));
    before = step.number;
  }
  for (const { step, needs } of requires) {
    for (const need of needs) dependencies.get(step)?.add(need);
  }
  return dependencies;
}

/** Numbers of the steps whose output a step reads: in arguments, in what it loops over, in what it chooses by. */
function stepsRead(step: Step): readonly number[] {
  const subject = step.kind === 'for' ? [step.over] : step.kind === 'when' ? [step.subject] : [];
  const given = stepCalls(step).flatMap((call) => call.arguments.map(({ value }) => value));
  return [...subject, ...given]
    .flatMap(expressionReferences)
    .flatMap((reference) => (reference.kind === 'step' ? [reference.step] : []));
}
