import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { initRepository } from '../src/git/init-repository.ts';
import { defaultWorld } from '../src/kernel/mock/default-world.ts';
import { MockKernel } from '../src/kernel/mock/mock-kernel.ts';
import { dormantOrganism, withOrganism } from '../src/organism/open-organism.ts';
import { prepareRun, run } from '../src/organism/run/run.ts';
import { openWorkspace } from '../src/organism/workspace.ts';
import { median, timed } from './median.ts';
import type { BenchRow } from './row.ts';
import { twoSteps } from './two-steps.ts';

const project = path.join(import.meta.dirname, '..');

/** Row 1: a pathway of two steps in process, every safeguard on, with and without the contracts' immediate diagnostics. */
export async function pathwayRows(options: { readonly smoke: boolean }): Promise<readonly BenchRow[]> {
  const bare = await measure(options.smoke, withoutVerification);
  const verified = await measure(options.smoke, (text) => text);
  return [
    {
      ...row('1', '2-step pathway: sandbox, validation, transaction, ledger', bare),
      goals: [2000, 4220].map((rate) => ({ says: `${rate.toLocaleString('en')}/s`, reached: bare >= rate })),
    },
    row('1b', 'the same with the immediate diagnostics of both contracts', verified),
  ];
}

/** Runs a second of the predecessor, which isolated nothing and saved no state; 136 with its state saved. */
const reference = 731;

function row(id: string, work: string, perSecond: number): BenchRow {
  return {
    id,
    work,
    measured: `${perSecond.toFixed(0)}/s`,
    reference: `${reference}/s with no isolation, 136/s with state saved`,
    ratio: `×${(perSecond / reference).toFixed(2)}`,
    goals: [],
    values: { perSecond, reference },
  };
}

async function measure(smoke: boolean, edit: (contract: string) => string): Promise<number> {
  const root = mkdtempSync(path.join(tmpdir(), 'sg-bench-'));
  try {
    await benchRepository(root, edit);
    return await runsPerSecond(root, smoke);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function benchRepository(root: string, edit: (contract: string) => string): Promise<void> {
  for (const folder of ['contracts', 'genome', 'phenotypes']) {
    cpSync(path.join(project, folder), path.join(root, folder), { recursive: true });
  }
  for (const gene of ['bridge_create', 'bridge_stp']) {
    const file = path.join(root, 'contracts', 'genes', `${gene}.sg`);
    writeFileSync(file, edit(readFileSync(file, 'utf8')));
  }
  writeFileSync(path.join(root, 'contracts', 'pathways', 'bench_two_steps.sg'), twoSteps);
  await initRepository(root);
}

function withoutVerification(contract: string): string {
  return contract.replace(/^ {2}verify:\n(?: {4}.*\n)+/m, '');
}

/** Each run starts from the development world; the ledger is a real one on disk. Durability: the process's death. */
async function runsPerSecond(root: string, smoke: boolean): Promise<number> {
  const workspace = await openWorkspace(root);
  const dormant = await dormantOrganism(workspace, 'default');
  const input = { bridge_name: 'br0', interfaces: ['eth1', 'eth2'] };
  const prepared = await prepareRun(dormant, 'bench_two_steps', input);
  const request = { target: 'bench_two_steps', input, wait: false, jobs: 1, dryRun: false };
  return withOrganism(workspace, dormant, MockKernel.open({ world: defaultWorld() }), async (organism) => {
    const once = async (): Promise<void> => {
      const kernel = MockKernel.open({ world: defaultWorld() });
      const report = await run({ ...organism, kernel }, prepared, {
        ...request,
        emit: () => undefined,
        keepCase: () => Promise.resolve(''),
      });
      if (!report.ok) throw new Error(`the benchmark's pathway failed: ${JSON.stringify(report.failure)}`);
    };
    await timed(smoke ? 3 : 300, once);
    return 1000 / median(await timed(smoke ? 5 : 1500, once));
  });
}
