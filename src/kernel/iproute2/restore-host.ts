import type { HostState } from '../observe/host-state.ts';
import type { HostTools } from '../observe/host-tools.ts';
import { observeHost } from '../observe/observe-host.ts';
import { Refusal } from '../refusal.ts';
import { restorePhases } from './plan-restore.ts';
import { restoreScope } from './restore-scope.ts';
import type { RestoreStep, RestoreView } from './restore-view.ts';

/** Each step is tried again a few times: what it needed may have come with a later one. */
const triesOfAStep = 3;
/** Bounds the whole, whatever the kernel does meanwhile. */
const mostRounds = 200;

export interface Restored {
  /** The state afterwards, not yet settled. */
  readonly state: HostState;
  /** What the kernel said to steps that it refused. */
  readonly refusals: readonly string[];
}

/**
 * Brings the devices that `named` can have reached back to the target state. It works on the difference between what is
 * observed and what should be, not on inverses of what was done: so it can start anywhere, be cut off, and start again.
 */
export async function restoreHost(tools: HostTools, target: HostState, named: readonly string[]): Promise<Restored> {
  const tried = new Map<string, number>();
  const refusals: string[] = [];
  let state = await observeHost(tools);
  for (let round = 0; round < mostRounds; round += 1) {
    const steps = nextSteps(target, state, named, tried);
    if (steps.length === 0) break;
    for (const step of steps) {
      const answer = await perform(tools, step);
      if (answer !== undefined) refusals.push(answer);
    }
    state = await observeHost(tools);
  }
  return { state, refusals };
}

/** Of the first phase that has something to do which was not tried too often. */
function nextSteps(
  target: HostState,
  current: HostState,
  named: readonly string[],
  tried: Map<string, number>,
): readonly RestoreStep[] {
  const scope = restoreScope(target, current, named);
  const view: RestoreView = { target, current, inScope: (device) => scope.has(device) };
  for (const phase of restorePhases) {
    const steps = phase(view).filter((step) => (tried.get(key(step)) ?? 0) < triesOfAStep);
    if (steps.length === 0) continue;
    for (const step of steps) tried.set(key(step), (tried.get(key(step)) ?? 0) + 1);
    return steps;
  }
  return [];
}

function key({ program, args }: RestoreStep): string {
  return JSON.stringify([program, ...args]);
}

async function perform(tools: HostTools, { program, args }: RestoreStep): Promise<string | undefined> {
  try {
    const { status, stderr } = await tools.run(program, args);
    return status === 0 ? undefined : `${program} ${args.join(' ')}: ${stderr.trim()}`;
  } catch (error) {
    if (error instanceof Refusal && error.code === 'ETIMEDOUT') return error.message;
    throw error;
  }
}
