import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sha256 } from '../src/model/digest.ts';
import type { Json } from '../src/model/json.ts';
import { createSandbox } from '../src/sandbox/create-sandbox.ts';
import type { HostPort } from '../src/sandbox/sandbox.ts';
import { FreshRuntime } from './fresh-runtime.ts';
import { median } from './median.ts';
import type { BenchRow } from './row.ts';

const body = `async function execute(input, kernel) {
  const link = await kernel.link(input.name);
  return { success: true, name: link.name, mtu: link.mtu };
}`;
const input = { name: 'eth0', interfaces: ['eth0', 'eth1'] };
const answer: Json = { name: 'eth0', kind: 'veth', up: true, mac: '02:00:00:00:00:01', mtu: 1500, ports: [] };
const expected = JSON.stringify({ success: true, name: 'eth0', mtu: 1500 });

const port: HostPort = {
  operations: ['links', 'link', 'bridge', 'bond', 'vlan', 'fdb', 'neighbours', 'addresses', 'probe', 'now', 'sleep'],
  clock: () => 1_700_000_000,
  call: () => Promise.resolve(answer),
};

/** Row 2: one call of a gene with one kernel operation in a state nothing has touched, and the start of a process. */
export async function sandboxRows(options: { readonly smoke: boolean }): Promise<readonly BenchRow[]> {
  return [
    await callRow(options.smoke),
    coldRow('2b', 'without a cache', options.smoke),
    coldRow('2c', 'with its cache', options.smoke),
  ];
}

async function callRow(smoke: boolean): Promise<BenchRow> {
  const sandbox = await createSandbox();
  const source = `export default ${body}`;
  const gene = { digest: sha256(source), source, file: 'genome/bench/gene.ts' };
  const fresh = new FreshRuntime(body);
  const ours = async (): Promise<unknown> => {
    const result = await sandbox.run(gene, input, port, { seed: 'bench' });
    return result.ok ? result.output : result.fault;
  };
  const theirs = (): Promise<unknown> => fresh.call(input, () => Promise.resolve(answer));
  const [here, there] = await compare(ours, theirs, smoke ? { rounds: 2, calls: 20 } : { rounds: 25, calls: 400 });
  sandbox.dispose();
  return {
    id: '2',
    work: 'one sandboxed gene call with one kernel operation, fresh state',
    measured: `${here.toFixed(3)} ms`,
    reference: `new runtime and context each call: ${there.toFixed(3)} ms`,
    ratio: `×${(there / here).toFixed(2)}`,
    goals: [0.22, 0.1].map((limit) => ({ says: `${limit} ms`, reached: here <= limit })),
    values: { milliseconds: here, referenceMilliseconds: there },
  };
}

/** Medians of rounds, the two taking turns so that what else the machine does falls on both. */
async function compare(
  ours: () => Promise<unknown>,
  theirs: () => Promise<unknown>,
  { rounds, calls }: { readonly rounds: number; readonly calls: number },
): Promise<readonly [number, number]> {
  for (const call of [ours, theirs]) {
    const output = JSON.stringify(await call());
    if (output !== expected) throw new Error(`the benchmark's gene gave ${output}`);
  }
  const times: [number[], number[]] = [[], []];
  for (let round = -2; round < rounds; round += 1) {
    for (const [side, call] of [ours, theirs].entries()) {
      const started = performance.now();
      for (let count = 0; count < calls; count += 1) await call();
      if (round >= 0) times[side]?.push((performance.now() - started) / calls);
    }
  }
  return [median(times[0]), median(times[1])];
}

interface ColdTimes {
  readonly create: number;
  readonly firstCall: number;
}

function coldRow(id: string, cache: 'without a cache' | 'with its cache', smoke: boolean): BenchRow {
  const folder = mkdtempSync(path.join(tmpdir(), 'sg-bench-sandbox-'));
  try {
    const args = cache === 'with its cache' ? [folder] : [];
    coldTimes(args);
    const times = Array.from({ length: smoke ? 1 : 9 }, () => coldTimes(args));
    const create = median(times.map((time) => time.create));
    const firstCall = median(times.map((time) => time.firstCall));
    return {
      id,
      work: `sandbox started and its first gene called, in a fresh process, ${cache}`,
      measured: `start ${create.toFixed(1)} ms, first call ${firstCall.toFixed(1)} ms`,
      reference: '',
      goals: [],
      values: { createMilliseconds: create, firstCallMilliseconds: firstCall },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function coldTimes(args: readonly string[]): ColdTimes {
  const program = path.join(import.meta.dirname, 'cold-sandbox.js');
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (status !== 0) throw new Error(`cold start ended with ${status ?? 'a signal'}: ${stderr}`);
  return JSON.parse(stdout) as ColdTimes;
}
