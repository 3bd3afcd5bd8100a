import type { Input, Kernel, Output } from './contract.js';

/** Takes the states of the ports and the answers as plain counts, and turns them into one sentence at the end. */
export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  const { bridge_name, target } = input;
  const fault = (subject: string, problem: string, sent = 0, lost = 0): Output => ({
    healthy: false,
    sent,
    lost,
    findings: [{ subject, problem }],
  });

  let bridge = await kernel.bridge(bridge_name);
  for (let second = 0; bridge !== null && bridge.up && bridge.ports.length > 0; second += 1) {
    const states = bridge.ports.map(({ state }) => state);
    if (states.includes('forwarding')) break;
    const opening = states.includes('listening') || states.includes('learning');
    if (second >= 5 + (opening ? 2 * bridge.forwardDelay : 0)) return fault(bridge_name, `ports are ${states.join(', ')}`);
    await kernel.sleep(1);
    bridge = await kernel.bridge(bridge_name);
  }
  if (bridge === null) return fault(bridge_name, 'does not exist');
  if (!bridge.up) return fault(bridge_name, 'is administratively down');
  if (bridge.ports.length === 0) return fault(bridge_name, 'has no port to send through');
  if (target === '') return { healthy: true, sent: 0, lost: 0, findings: [] };

  const sent = Math.max(1, Math.min(10, input.attempts));
  const options = { from: bridge_name, timeoutSeconds: Math.max(1, Math.min(5, input.timeout_seconds)) };
  const times: number[] = [];
  let lost = 0;
  for (let number = 0; number < sent; number += 1) {
    const answer = await kernel.probe(target, options).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'EINVAL') return null;
      throw error;
    });
    if (answer === null) return fault(target, 'is not an address', number, lost);
    if (!answer.reachable) lost += 1;
    if (answer.rttMs !== null) times.push(answer.rttMs);
  }
  if (lost === sent) return fault(target, 'answers nothing; a switch may still know the old uplink', sent, lost);
  const rtt = times.length > 0 ? { rtt_ms: Math.min(...times) } : {};
  return { healthy: true, sent, lost, ...rtt, findings: [] };
}
