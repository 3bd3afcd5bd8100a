import type { PathwayContract, Step } from '../../contract/ast.ts';
import { stepDependencies } from '../../contract/step-dependencies.ts';

/** The steps in the order one job takes them: always the first written whose needs are done (see `inOrder`). */
export function stepsInTurn(contract: PathwayContract): readonly Step[] {
  const needs = stepDependencies(contract);
  const done = new Set<number>();
  const waiting = [...contract.steps];
  const order: Step[] = [];
  for (;;) {
    const next = waiting.findIndex(({ number }) => [...(needs.get(number) ?? [])].every((need) => done.has(need)));
    const [step] = next < 0 ? [] : waiting.splice(next, 1);
    if (step === undefined) return order;
    order.push(step);
    done.add(step.number);
  }
}
