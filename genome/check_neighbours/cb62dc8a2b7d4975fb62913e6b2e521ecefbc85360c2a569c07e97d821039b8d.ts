import type { FdbEntry, Neighbour } from '../kernel.js';
import type { Input, Kernel, Output } from './contract.js';

/** States of an entry that nobody has confirmed for a while and nobody is asking about. */
const unconfirmed: readonly Neighbour['state'][] = ['stale', 'failed', 'incomplete'];
const setByHand: readonly Neighbour['state'][] = ['permanent', 'noarp'];

/** Reads all tables first and judges them afterwards. */
export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  const name = input.bridge_name;
  const bridge = await kernel.bridge(name);
  if (bridge === null) {
    return { healthy: false, neighbours: 0, silent: [], findings: [{ subject: name, problem: 'does not exist' }] };
  }
  const links = await kernel.links();
  const table = await kernel.neighbours();
  const entries = await kernel.fdb(name);

  const onBridge = (device: string): boolean =>
    device === name || links.some((link) => link.name === device && link.parent === name);
  const known = table.filter((one) => one.mac !== null && onBridge(one.device) && !setByHand.includes(one.state));
  const lately = Math.min(Math.max(input.recent_seconds, 1), 3600);
  const neighbours = known.filter((one) => !isSilent(one, entries) || (one.confirmed ?? Infinity) <= lately);
  const quiet = neighbours.filter((one) => isSilent(one, entries));
  const silent = quiet.map(({ address }) => address).sort();

  const judged = neighbours.length > 0 && bridge.ports.some((port) => port.state === 'forwarding');
  const healthy = !judged || quiet.length < neighbours.length;
  const findings = healthy ? [] : [{ subject: name, problem: `hears nothing from ${silent.join(', ')}` }];
  return { healthy, neighbours: neighbours.length, silent, findings };
}

function isSilent({ mac, state }: Neighbour, entries: readonly FdbEntry[]): boolean {
  if (!unconfirmed.includes(state)) return false;
  return !entries.some((entry) => entry.origin === 'learned' && entry.mac === mac);
}
