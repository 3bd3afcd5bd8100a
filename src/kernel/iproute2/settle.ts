import { setTimeout as delay } from 'node:timers/promises';
import type { Json } from '../../model/json.ts';
import type { RollbackProof, WorldDifference, WorldSnapshot } from '../kernel.ts';
import { hostPicture } from '../observe/host-picture.ts';
import type { HostState } from '../observe/host-state.ts';
import type { HostTools } from '../observe/host-tools.ts';
import { observeHost } from '../observe/observe-host.ts';
import type { NetworkSnapshot } from '../network-snapshot.ts';
import { configurationChanges, pathText, worldDifferences } from '../world-difference.ts';
import { isHeldAddress } from './held-address.ts';

/** Carrier and operational states follow within milliseconds on a quiet host. */
const usualSettleMs = 3_000;
const longestPauseMs = 250;

/**
 * Waits until the host looks like the target, and says what still differs. What comes and goes with traffic (learned
 * entries, neighbours) is not waited for and is no difference. A port of a bridge with spanning tree needs twice the forward
 * delay until it forwards again.
 */
export async function settleAndProve(
  tools: HostTools,
  target: HostState,
  inScope: (device: string) => boolean = () => true,
): Promise<RollbackProof> {
  const expected = hostPicture(only(target, inScope));
  const deadline = performance.now() + settleTime(target);
  for (let pause = 5; ; pause = Math.min(longestPauseMs, pause * 2)) {
    tools.moment?.end();
    const found = hostPicture(only(await observeHost(tools), inScope));
    const differences = [...unrestored(expected, found), ...lostStates(expected, found)];
    if (differences.length === 0) return { proven: true, differences: [] };
    if (performance.now() >= deadline) return { proven: false, differences };
    await delay(pause);
  }
}

function unrestored(expected: NetworkSnapshot, found: NetworkSnapshot): readonly WorldDifference[] {
  return configurationChanges(expected, found)
    .filter((change) => !isHeldAddress(change, expected, found))
    .map(({ keys, before, after }) => ({ path: pathText(keys), before, after }));
}

/** The part of a state that is about devices in scope. */
function only(state: HostState, inScope: (device: string) => boolean): HostState {
  return {
    links: state.links.filter(({ name }) => inScope(name)),
    routes: state.routes.filter(({ hops }) => hops.some(({ device }) => inScope(device))),
    fdb: state.fdb.filter(({ bridge }) => inScope(bridge)),
    neighbours: state.neighbours.filter(({ device }) => inScope(device)),
  };
}

function settleTime({ links }: HostState): number {
  const delays = links.flatMap(({ bridge }) =>
    bridge === undefined || bridge.stp === 0 ? [] : [(2 * bridge.forwardDelay + 200) * 10],
  );
  return Math.max(usualSettleMs, ...delays);
}

/** What a link shows while it carries traffic. */
const working: Readonly<Record<string, readonly (Json | undefined)[]>> = {
  operstate: ['up', 'unknown'],
  carrier: [true],
  portState: ['forwarding'],
};

/**
 * States that worked before and don't now. They follow from configuration and from the other end of a wire; one that was
 * on its way when the target was observed (the kernel tells operational states up to a second late) may have arrived.
 */
function lostStates(before: WorldSnapshot, after: WorldSnapshot): readonly WorldDifference[] {
  return worldDifferences(before, after).filter((difference) => {
    const values = working[difference.path.slice(difference.path.lastIndexOf('.') + 1)];
    return (
      difference.path.startsWith('links') &&
      values?.includes(difference.before) === true &&
      !values.includes(difference.after)
    );
  });
}
