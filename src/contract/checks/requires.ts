import type { PathwayContract } from '../ast.ts';
import type { Check } from './check-context.ts';

/**
 * `requires` names steps that are there and were written before: so there are no rings either. What a step reads of
 * another needs no line: data implies order.
 */
export const checkRequires: Check<PathwayContract> = ({ steps, requires }, { report }) => {
  const position = new Map(steps.map(({ number }, index) => [number, index]));
  for (const requirement of requires) {
    const own = position.get(requirement.step);
    const unknown = [requirement.step, ...requirement.needs].find((number) => !position.has(number));
    if (own === undefined || unknown !== undefined) {
      report('unknown-step', requirement, `There is no step ${unknown ?? requirement.step}.`, {
        expected: `a step from 1 to ${steps.length}`,
      });
      continue;
    }
    const late = requirement.needs.find((number) => (position.get(number) ?? 0) >= own);
    if (late === undefined) continue;
    const message =
      late === requirement.step
        ? `Step ${late} cannot need itself.`
        : `Step ${late} comes after step ${requirement.step}.`;
    report('later-step', requirement, message, { expected: `a step before step ${requirement.step}` });
  }
};
