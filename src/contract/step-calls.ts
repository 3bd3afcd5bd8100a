import type { Call, Step } from './ast.ts';

/** Every call a step may make, in the order written. */
export function stepCalls(step: Step): readonly Call[] {
  switch (step.kind) {
    case 'call':
      return [step.call];
    case 'for':
      return step.body;
    case 'when':
      return step.branches.map(({ call }) => call);
  }
}
