import type { Input, Kernel, Output } from './contract.js';

/** Asks of each neighbour whether it is confirmed, and if not, whether the bridge has heard it. */
export default async function execute({ bridge_name }: Input, kernel: Kernel): Promise<Output> {
  const bridge = await kernel.bridge(bridge_name);
  if (bridge === null) return unhealthy(0, [], bridge_name, 'bridge is missing');

  const devices = new Set([bridge_name]);
  for (const link of await kernel.links()) if (link.parent === bridge_name) devices.add(link.name);
  const known = (await kernel.neighbours()).filter(
    ({ device, mac, state }) => devices.has(device) && mac !== null && state !== 'permanent' && state !== 'noarp',
  );

  const heard = new Set<string>();
  for (const { mac, origin } of await kernel.fdb(bridge_name)) if (origin === 'learned') heard.add(mac);
  const silent: string[] = [];
  for (const { address, mac, state } of known) {
    const gone = state === 'stale' || state === 'failed' || state === 'incomplete';
    if (gone && mac !== null && !heard.has(mac)) silent.push(address);
  }
  silent.sort();

  const forwards = bridge.ports.some(({ state }) => state === 'forwarding');
  if (!forwards || known.length === 0 || silent.length < known.length) {
    return { healthy: true, neighbours: known.length, silent, findings: [] };
  }
  const problem = `none of ${known.length} neighbours is heard any more: a switch may be sending to an old port`;
  return unhealthy(known.length, silent, bridge_name, problem);
}

function unhealthy(neighbours: number, silent: readonly string[], subject: string, problem: string): Output {
  return { healthy: false, neighbours, silent, findings: [{ subject, problem }] };
}
