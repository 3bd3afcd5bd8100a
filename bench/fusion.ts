import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { initRepository } from '../src/git/init-repository.ts';
import { defaultWorld } from '../src/kernel/mock/default-world.ts';
import { MockKernel } from '../src/kernel/mock/mock-kernel.ts';
import { sha256 } from '../src/model/digest.ts';
import { composition } from '../src/organism/fusion/composition.ts';
import { fusedModule } from '../src/organism/fusion/fused-module.ts';
import { nothingFused, type FusionMemory } from '../src/organism/fusion/fusion-memory.ts';
import { dormantOrganism, withOrganism } from '../src/organism/open-organism.ts';
import type { Organism } from '../src/organism/organism.ts';
import { prepareRun, run, type PreparedRun } from '../src/organism/run/run.ts';
import { openWorkspace } from '../src/organism/workspace.ts';
import { median, timed } from './median.ts';
import type { BenchRow } from './row.ts';

const project = path.join(import.meta.dirname, '..');

/** Steps that look at little, so that what a step costs by itself shows. */
const plain = `pathway bench_plain for network
  risk low

  takes:
    bridge_name  string    "Bridge to make"
    interfaces   string[]  "Its ports"

  steps:
    1. bridge_create
         bridge_name = {bridge_name}
         interfaces = []
    2. bridge_stp
         bridge_name = {step 1.bridge_name}
         stp_enabled = false
    3. for interface in {interfaces}:
         bridge_uplink
           bridge_name = {bridge_name}
           uplink = {interface}
`;

interface Work {
  readonly target: string;
  readonly id: string;
  readonly says: string;
  readonly verified: boolean;
}

const works: readonly Work[] = [
  {
    target: 'bench_plain',
    id: '10',
    says: 'four steps fused; sandbox, validation, transaction, ledger',
    verified: false,
  },
  { target: 'bench_plain', id: '10b', says: 'the same with the immediate diagnostics of every step', verified: true },
  { target: 'provision_management_bridge', id: '10c', says: 'five steps fused, spanning tree on', verified: true },
];

const input = { bridge_name: 'br0', interfaces: ['eth1', 'eth2'] };

/**
 * Row 10: a pathway by its steps and fused, in one process, with the same safeguards: sandbox, step by step validation and
 * scope, transaction, ledger, and the diagnostics where the row says so. Fusing saves a sandbox state a step and questions
 * that are asked twice; where spanning tree is on, the diagnostics wait longer for it at the end than on the way.
 */
export async function fusionRows(options: { readonly smoke: boolean }): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const work of works) rows.push(await inRepository(work, options.smoke));
  return rows;
}

async function inRepository(work: Work, smoke: boolean): Promise<BenchRow> {
  const root = mkdtempSync(path.join(tmpdir(), 'sg-bench-'));
  try {
    for (const folder of ['contracts', 'genome', 'phenotypes']) {
      cpSync(path.join(project, folder), path.join(root, folder), { recursive: true });
    }
    writeFileSync(path.join(root, 'contracts', 'pathways', 'bench_plain.sg'), plain);
    if (!work.verified) withoutVerification(path.join(root, 'contracts', 'genes'));
    await initRepository(root);
    return await compare(root, work, smoke);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function withoutVerification(folder: string): void {
  for (const gene of ['bridge_create', 'bridge_stp', 'bridge_uplink']) {
    const file = path.join(folder, `${gene}.sg`);
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^ {2}verify:\n(?: {4}.*\n)+/m, ''));
  }
}

async function compare(root: string, work: Work, smoke: boolean): Promise<BenchRow> {
  const { target } = work;
  const workspace = await openWorkspace(root);
  const dormant = await dormantOrganism(workspace, 'default');
  const contract = dormant.contracts.pathways.get(target);
  if (contract === undefined) throw new Error(`the benchmark's pathway ${target} is not there`);
  const { source } = await fusedModule(dormant, contract);
  const digest = sha256(source);
  const gene = { digest, source, file: `genome/${target}/${digest}.ts` };
  const allele = { gene, composition: await composition(dormant, contract) };
  const memory: FusionMemory = { fused: () => Promise.resolve(allele) };
  const prepared = await prepareRun(dormant, target, input);
  return withOrganism(workspace, dormant, MockKernel.open({ world: defaultWorld() }), async (organism) => {
    // In turns, so that whatever else the machine does touches both alike.
    const [stepwise, fused]: [number[], number[]] = [[], []];
    for (let round = 0; round < (smoke ? 1 : 12); round += 1) {
      const times = smoke ? 2 : 25;
      stepwise.push(...(await timed(times, () => once(organism, nothingFused, prepared))));
      fused.push(...(await timed(times, () => once(organism, memory, prepared))));
    }
    return row(work, 1000 / median(stepwise), 1000 / median(fused));
  });
}

async function once(organism: Organism, fusions: FusionMemory, prepared: PreparedRun): Promise<void> {
  const acting = { ...organism, fusions, kernel: MockKernel.open({ world: defaultWorld() }) };
  const report = await run(acting, prepared, {
    target: prepared.contract.name.text,
    input,
    wait: false,
    jobs: 1,
    dryRun: false,
    emit: () => undefined,
    keepCase: () => Promise.resolve(''),
  });
  const expected = fusions === nothingFused ? 'stepwise' : 'fused';
  if (report.ok && report.fusion?.state === expected) return;
  throw new Error(`the benchmark's run went wrong: ${JSON.stringify(report.failure ?? report.fusion)}`);
}

function row({ id, says: work }: Work, stepwise: number, fused: number): BenchRow {
  return {
    id,
    work,
    measured: `${fused.toFixed(0)}/s`,
    reference: `${stepwise.toFixed(0)}/s by its steps (the predecessor: ×5.8)`,
    ratio: `×${(fused / stepwise).toFixed(2)}`,
    goals: [{ says: '×2', reached: fused / stepwise >= 2 }],
    values: { fusedPerSecond: fused, stepwisePerSecond: stepwise },
  };
}
