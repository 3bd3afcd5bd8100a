import type { PathwayContract, Step } from '../../contract/ast.ts';
import { stepDependencies } from '../../contract/step-dependencies.ts';

/**
 * Runs each step once everything it needs is done, at most `jobs` at the same time; with one, in the order written. The
 * first step that says stop keeps further ones from starting; those that run are waited for.
 */
export async function inOrder(
  contract: PathwayContract,
  jobs: number,
  runOne: (step: Step) => Promise<'go on' | 'stop'>,
): Promise<void> {
  const needs = stepDependencies(contract);
  const done = new Set<number>();
  const waiting = [...contract.steps];
  const running = new Set<Promise<void>>();
  const state = { stopped: false };
  const start = (step: Step): void => {
    const ended = runOne(step).then((answer) => {
      done.add(step.number);
      if (answer === 'stop') state.stopped = true;
    });
    const tracked = ended.finally(() => running.delete(tracked));
    running.add(tracked);
  };
  for (;;) {
    while (!state.stopped && running.size < jobs) {
      const next = waiting.findIndex(({ number }) => [...(needs.get(number) ?? [])].every((need) => done.has(need)));
      const [step] = next < 0 ? [] : waiting.splice(next, 1);
      if (step === undefined) break;
      start(step);
    }
    if (running.size === 0) return;
    await settleOne(running);
  }
}

/** Waits for the next end; when one throws, the others are waited for first, so that none goes on behind our back. */
async function settleOne(running: ReadonlySet<Promise<void>>): Promise<void> {
  try {
    await Promise.race(running);
  } catch (error) {
    await Promise.allSettled(running);
    throw error;
  }
}
