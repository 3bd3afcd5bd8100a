import { expect, it } from 'vitest';
import { EnvironmentError } from '../../src/errors/environment-error.ts';
import { defaultWorld } from '../../src/kernel/mock/default-world.ts';
import { MockKernel } from '../../src/kernel/mock/mock-kernel.ts';
import type { World } from '../../src/kernel/mock/world-schema.ts';
import type { LedgerRecord } from '../../src/ledger/record.ts';
import { dormantOrganism } from '../../src/organism/open-organism.ts';
import { prepareRun, run } from '../../src/organism/run/run.ts';
import type { RunReport } from '../../src/organism/run/report.ts';
import { openWorkspace } from '../../src/organism/workspace.ts';
import { createSandbox } from '../../src/sandbox/create-sandbox.ts';
import { genomeRepository } from '../helpers/genome-repository.ts';

interface Tried {
  readonly result: Promise<RunReport>;
  readonly saved: World[];
}

/** A run whose records are refused from the first of that kind on. */
async function runUntilFull(kind: LedgerRecord['t']): Promise<Tried> {
  const repository = await genomeRepository();
  const dormant = await dormantOrganism(await openWorkspace(repository.root), 'default');
  const input = { bridge_name: 'br0', interfaces: ['eth1'] };
  const prepared = await prepareRun(dormant, 'bridge_create', input);
  const saved: World[] = [];
  const save = (world: World): Promise<void> => {
    saved.push(world);
    return Promise.resolve();
  };
  let full = false;
  const journal = {
    add: (record: LedgerRecord) => {
      full ||= record.t === kind;
    },
    flush: () => {
      if (full) throw new EnvironmentError({ code: 'ledger-not-writable', message: 'no space left on device' });
    },
  };
  const kernel = MockKernel.open({ world: defaultWorld(), save });
  const sandbox = await createSandbox();
  const request = { target: 'bridge_create', input, wait: false, jobs: 1, dryRun: false, emit: () => undefined };
  const organism = { ...dormant, kernel, sandbox, journal };
  const result = run(organism, prepared, { ...request, keepCase: () => Promise.resolve('case') }).finally(() => {
    sandbox.dispose();
  });
  return { result, saved };
}

it('a disk that is full before anything happened leaves the world alone', async () => {
  const { result, saved } = await runUntilFull('intent');
  await expect(result).rejects.toMatchObject({ code: 'ledger-not-writable' });
  expect(saved).toEqual([]);
});

it('a disk that is full after the commit is said to be full, and no bug of sg', async () => {
  const { result, saved } = await runUntilFull('end');
  await expect(result).rejects.toMatchObject({ code: 'ledger-not-writable' });
  expect(saved).toHaveLength(1);
});
