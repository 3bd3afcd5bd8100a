import type { Input, Kernel, Output } from './contract.js';

/** Asks of each neighbour whether it is confirmed, and if not, whether the bridge has heard it, or it was there lately. */
export default async function execute({ bridge_name, recent_seconds }: Input, kernel: Kernel): Promise<Output> {
  const bridge = await kernel.bridge(bridge_name);
  if (bridge === null) return unhealthy(0, [], bridge_name, 'bridge is missing');

  const devices = new Set([bridge_name]);
  for (const link of await kernel.links()) if (link.parent === bridge_name) devices.add(link.name);
  const known = (await kernel.neighbours()).filter(
    ({ device, mac, state }) => devices.has(device) && mac !== null && state !== 'permanent' && state !== 'noarp',
  );

  const heard = new Set<string>();
  for (const { mac, origin } of await kernel.fdb(bridge_name)) if (origin === 'learned') heard.add(mac);
  const lately = Math.max(1, Math.min(3600, recent_seconds));
  const silent: string[] = [];
  let counted = 0;
  for (const { address, mac, state, confirmed } of known) {
    const gone = state === 'stale' || state === 'failed' || state === 'incomplete';
    const fallen = gone && mac !== null && !heard.has(mac);
    if (fallen && (confirmed === null || confirmed > lately)) continue;
    counted += 1;
    if (fallen) silent.push(address);
  }
  silent.sort();

  const forwards = bridge.ports.some(({ state }) => state === 'forwarding');
  if (!forwards || counted === 0 || silent.length < counted) {
    return { healthy: true, neighbours: counted, silent, findings: [] };
  }
  const problem = `none of ${counted} neighbours is heard any more: a switch may be sending to an old port`;
  return unhealthy(counted, silent, bridge_name, problem);
}

function unhealthy(neighbours: number, silent: readonly string[], subject: string, problem: string): Output {
  return { healthy: false, neighbours, silent, findings: [{ subject, problem }] };
}
