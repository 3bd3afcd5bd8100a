import type { FdbEntry } from '../kernel.js';
import type { Input, Kernel, Output } from './contract.js';

/** Keeps every entry of every look, and groups them by address afterwards. */
export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  const seen: FdbEntry[] = [];
  let latest: readonly FdbEntry[] = [];
  let missing = false;
  const looks = Math.max(1, Math.min(20, input.samples));
  for (let look = 0; look < looks && !missing; look += 1) {
    if (look > 0) await kernel.sleep(Math.max(0, Math.min(5, input.interval_seconds)));
    missing = (await kernel.bridge(input.bridge_name)) === null;
    latest = missing ? [] : await kernel.fdb(input.bridge_name);
    seen.push(...latest);
  }

  const groups = new Map<string, FdbEntry[]>();
  for (const entry of seen) {
    const key = `${entry.mac}/${entry.vlan}`;
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  const flapping = [...groups.values()].flatMap((entries) => {
    const ports = [...new Set(entries.map(({ port }) => port))];
    const [first] = entries;
    if (first === undefined || ports.length < 2 || entries.every(({ origin }) => origin !== 'learned')) return [];
    return [{ mac: first.mac, ...(first.vlan === null ? {} : { vlan: first.vlan }), ports }];
  });
  const findings = flapping.map(({ mac, ports }) => ({ subject: mac, problem: `seen behind ${ports.join(', ')}` }));
  if (missing) findings.unshift({ subject: input.bridge_name, problem: 'bridge is missing' });
  const entries = latest.filter(({ origin }) => origin === 'learned').length;
  return { healthy: findings.length === 0, entries, flapping, findings };
}
