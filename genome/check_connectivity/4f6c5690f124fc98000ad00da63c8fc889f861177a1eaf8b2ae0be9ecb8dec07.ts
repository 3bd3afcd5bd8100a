import type { Bridge } from '../kernel.js';
import type { Finding, Input, Kernel, Output } from './contract.js';

/** Seconds for negotiation of a port that has just been brought up. */
const grace = 5;

interface Answers {
  readonly sent: number;
  readonly lost: number;
  readonly best: number | undefined;
  readonly findings: readonly Finding[];
}

export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  const blocked = await obstacle(input.bridge_name, kernel);
  if (blocked !== undefined) return { healthy: false, sent: 0, lost: 0, findings: [blocked] };
  if (input.target === '') return { healthy: true, sent: 0, lost: 0, findings: [] };

  const { sent, lost, best, findings } = await ask(input, kernel);
  const healthy = findings.length === 0;
  return { healthy, sent, lost, ...(best === undefined ? {} : { rtt_ms: best }), findings };
}

/** What keeps the bridge from forwarding, once waiting for it has become pointless. */
async function obstacle(name: string, kernel: Kernel): Promise<Finding | undefined> {
  const start = await kernel.now();
  for (;;) {
    const bridge = await kernel.bridge(name);
    if (bridge === null) return { subject: name, problem: 'there is no such bridge' };
    if (!bridge.up) return { subject: name, problem: 'administratively down: bring it up' };
    if (bridge.ports.length === 0) return { subject: name, problem: 'has no port' };
    if (bridge.ports.some(({ state }) => state === 'forwarding')) return undefined;
    if ((await kernel.now()) - start >= grace + forwardingDelay(bridge)) {
      const states = bridge.ports.map((port) => `${port.name} is ${port.state}`).join(', ');
      return { subject: name, problem: `no port forwards: ${states}` };
    }
    await kernel.sleep(1);
  }
}

function forwardingDelay(bridge: Bridge): number {
  const onTheWay = bridge.ports.some(({ state }) => state === 'listening' || state === 'learning');
  return onTheWay ? 2 * bridge.forwardDelay : 0;
}

async function ask({ bridge_name, target, attempts, timeout_seconds }: Input, kernel: Kernel): Promise<Answers> {
  const count = clamp(attempts, 1, 10);
  const timeoutSeconds = clamp(timeout_seconds, 1, 5);
  let lost = 0;
  let best: number | undefined;
  for (let sent = 0; sent < count; sent += 1) {
    try {
      const { reachable, rttMs } = await kernel.probe(target, { from: bridge_name, timeoutSeconds });
      if (!reachable) lost += 1;
      else if (rttMs !== null) best = best === undefined ? rttMs : Math.min(best, rttMs);
    } catch (error) {
      if (!isInvalid(error)) throw error;
      return { sent, lost, best, findings: [{ subject: target, problem: 'is no address that can be asked' }] };
    }
  }
  const problem = `does not answer through ${bridge_name}: ${count} requests lost; after a change of uplink or address, a switch or neighbour may still have the old place in its tables`;
  return { sent: count, lost, best, findings: lost < count ? [] : [{ subject: target, problem }] };
}

function clamp(value: number, from: number, to: number): number {
  return Math.min(Math.max(value, from), to);
}

function isInvalid(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EINVAL';
}
