import { setTimeout as delay } from 'node:timers/promises';
import { KernelError } from '../../src/errors/kernel-error.ts';
import { CallGate } from '../../src/kernel/call-gate.ts';
import { performOnHost } from '../../src/kernel/iproute2/perform-on-host.ts';
import type { KernelPort } from '../../src/kernel/kernel.ts';
import { MockKernel } from '../../src/kernel/mock/mock-kernel.ts';
import { snapshotOf } from '../../src/kernel/mock/snapshot.ts';
import type { NetworkSnapshot } from '../../src/kernel/network-snapshot.ts';
import { asNetworkSnapshot } from '../../src/kernel/network-snapshot.ts';
import { hostPicture } from '../../src/kernel/observe/host-picture.ts';
import { hostTools } from '../../src/kernel/observe/host-tools.ts';
import type { HostState } from '../../src/kernel/observe/host-state.ts';
import { observeFdb, observeLinks } from '../../src/kernel/observe/observe-host.ts';
import { hostClock } from '../../src/kernel/observe/observe-operations.ts';
import { allOperations } from '../../src/kernel/operations.ts';
import { worldFromGiven } from '../../src/kernel/vocabulary.ts';
import { worldDifferences } from '../../src/kernel/world-difference.ts';
import { canonicalJson } from '../../src/model/canonical-json.ts';
import type { Call } from '../kernel/mock/arbitrary-operations.ts';
import { BatchTools } from './batch-tools.ts';
import { comparable } from './comparable.ts';
import { cards, freshNetwork } from './network.ts';

/** Looking is most of the work. */
const tools = new BatchTools(hostTools());

/** Where mock and kernel answered or became different: after which call, and how. */
export interface Disagreement {
  readonly after: Call | undefined;
  readonly found: string;
}

/** A kernel to compare the mock with. */
export interface HostUnderTest {
  fresh(): Promise<void>;
  port(): KernelPort;
  /** Calls that have the mock do beforehand what this kernel is meant to do beyond the operation. */
  mockAlso?(call: Call, mock: KernelPort): Promise<readonly Call[]>;
}

const iproute2: HostUnderTest = {
  fresh: () => {
    freshNetwork();
    return Promise.resolve();
  },
  port: () =>
    new CallGate(allOperations, hostClock, (name, args) =>
      performOnHost(tools, name, args, (change) => change(() => Promise.resolve())),
    ),
};

/**
 * Makes the same calls on the mock and on this kernel, each from the start state, and compares error codes and states after
 * each. The mock's clock follows the real one, so that what time does happens on both sides.
 */
export async function findDisagreement(
  calls: readonly Call[],
  host: HostUnderTest = iproute2,
): Promise<Disagreement | undefined> {
  tools.close();
  await host.fresh();
  const pair = await openPair(host);
  for (const call of calls) {
    for (const also of (await host.mockAlso?.(call, pair.mockPort)) ?? []) await codeOf(pair.mockPort, also);
    const codes = { mock: await codeOf(pair.mockPort, call), kernel: await codeOf(pair.hostPort, call) };
    if (codes.mock !== codes.kernel) return { after: call, found: `mock: ${codes.mock}, kernel: ${codes.kernel}` };
    const found = await stateDisagreement(pair, false);
    if (found !== undefined) return { after: call, found };
  }
  // Operational states follow up to a second late (net/core/link_watch.c), so they are compared once.
  const found = await stateDisagreement(pair, true);
  return found === undefined ? undefined : { after: undefined, found };
}

interface Pair {
  readonly mock: MockKernel;
  readonly mockPort: KernelPort;
  readonly hostPort: KernelPort;
  /** Seconds between the two clocks. */
  readonly offset: number;
}

async function openPair(host: HostUnderTest): Promise<Pair> {
  const mock = MockKernel.open({ world: worldFromGiven(cards.map((card) => `interface ${card}`)) });
  const mockPort = (await mock.begin({ label: 'differential' })).port();
  return { mock, mockPort, hostPort: host.port(), offset: (await mock.now()) - hostClock() };
}

async function codeOf(port: KernelPort, [operation, ...args]: Call): Promise<string> {
  try {
    await port.call(operation, args);
    return 'done';
  } catch (error) {
    if (error instanceof KernelError) return error.code;
    throw error;
  }
}

/** No operation of a sequence makes routes, and nobody talks. */
async function observeState(): Promise<HostState> {
  const links = await observeLinks(tools);
  const fdb = links.some(({ kind }) => kind === 'bridge') ? await observeFdb(tools, links) : [];
  return { links, fdb, routes: [], neighbours: [] };
}

const mostLooks = 25;

/** Looks again for a while: one side may be a moment ahead of the other. */
async function stateDisagreement(pair: Pair, withOperstate: boolean): Promise<string | undefined> {
  for (let look = 1; ; look += 1) {
    const kernel = comparable(hostPicture(await observeState()), withOperstate);
    const behind = hostClock() + pair.offset - (await pair.mock.now());
    if (behind > 0) await pair.mock.sleep(behind);
    const mock = comparable(asNetworkSnapshot(snapshotOf(pair.mock.world)), withOperstate);
    if (canonicalJson(mock) === canonicalJson(kernel)) return undefined;
    if (look === mostLooks) return describeDifference(mock, kernel);
    await delay(10 * look);
  }
}

function describeDifference(mock: NetworkSnapshot, kernel: NetworkSnapshot): string {
  return worldDifferences(mock, kernel)
    .map(({ path, before, after }) => `${path}: mock ${JSON.stringify(before)}, kernel ${JSON.stringify(after)}`)
    .join('\n');
}
