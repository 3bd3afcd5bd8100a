import type { FdbEntry } from '../kernel.js';
import type { Finding, Input, Kernel, MacFlap, Output } from './contract.js';

/** Where one address in one VLAN was seen. */
interface Trail {
  readonly mac: string;
  readonly vlan: number | null;
  readonly ports: string[];
  learned: boolean;
}

export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  const { bridge_name } = input;
  const samples = clamp(input.samples, 1, 20);
  const interval = clamp(input.interval_seconds, 0, 5);
  const trails = new Map<string, Trail>();
  let entries = 0;

  for (let sample = 1; sample <= samples; sample += 1) {
    if (sample > 1) await kernel.sleep(interval);
    const fdb = await databaseOf(bridge_name, kernel);
    if (fdb === undefined) {
      const problem = sample === 1 ? 'there is no such bridge' : `gone at look ${sample}`;
      return report(trails, 0, [{ subject: bridge_name, problem }]);
    }
    for (const entry of fdb) follow(trails, entry);
    entries = fdb.filter(({ origin }) => origin === 'learned').length;
  }
  return report(trails, entries, []);
}

async function databaseOf(bridge: string, kernel: Kernel): Promise<readonly FdbEntry[] | undefined> {
  try {
    return await kernel.fdb(bridge);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENODEV') return undefined;
    throw error;
  }
}

function follow(trails: Map<string, Trail>, { mac, vlan, port, origin }: FdbEntry): void {
  const key = `${mac} ${vlan ?? ''}`;
  const trail = trails.get(key) ?? { mac, vlan, ports: [], learned: false };
  trails.set(key, trail);
  if (!trail.ports.includes(port)) trail.ports.push(port);
  // Entries nobody learned may stand on several ports for good: the host's own addresses do.
  if (origin === 'learned') trail.learned = true;
}

function report(trails: Map<string, Trail>, entries: number, missing: readonly Finding[]): Output {
  const wandering = [...trails.values()].filter(({ learned, ports }) => learned && ports.length > 1);
  const flapping = wandering.map(({ mac, vlan, ports }): MacFlap => (vlan === null ? { mac, ports } : { mac, vlan, ports }));
  const findings = wandering.map(({ mac, ports }) => ({
    subject: mac,
    problem: `wanders between ${ports.join(' and ')}: a loop, a moved uplink or a second machine with this address`,
  }));
  const all = [...missing, ...findings];
  return { healthy: all.length === 0, entries, flapping, findings: all };
}

function clamp(value: number, from: number, to: number): number {
  return Math.min(Math.max(value, from), to);
}
