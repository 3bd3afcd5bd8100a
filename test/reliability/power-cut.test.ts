import { cpSync, readdirSync, readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SgError } from '../../src/errors/sg-error.ts';
import { compactLedger } from '../../src/ledger/compact-ledger.ts';
import { readLedger } from '../../src/ledger/read-ledger.ts';
import { readLedgerState } from '../../src/ledger/read-ledger-state.ts';
import { segmentPath } from '../../src/ledger/segments.ts';
import { readBreakers } from '../../src/organism/breaker/breaker-file.ts';
import { resetWorld } from '../../src/organism/world/mock-world.ts';
import { runOnKernel } from '../../src/organism/run/run-on-kernel.ts';
import type { RunReport } from '../../src/organism/run/report.ts';
import { budget, timeLimit } from '../fuzz/budget.ts';
import { genomeRepository, type GenomeRepository } from '../helpers/genome-repository.ts';

function runs(repository: GenomeRepository, target: string, input: Record<string, unknown>): Promise<RunReport> {
  return runOnKernel({
    start: repository.root,
    phenotype: 'default',
    world: undefined,
    target,
    input: input as never,
    wait: true,
    jobs: 1,
    dryRun: false,
    emit: () => undefined,
  });
}

/** Everything a host has after some work: a summary, a segment, breakers, fusion, a world, a failure case, locks. */
async function worked(repository: GenomeRepository): Promise<void> {
  const ledger = repository.file('.sg', 'ledger');
  await runs(repository, 'bridge_create', { bridge_name: 'br1', interfaces: ['eth3'] });
  writeFileSync(segmentPath(ledger, 2), '');
  compactLedger(ledger);
  await runs(repository, 'provision_management_bridge', { bridge_name: 'br0', interfaces: ['eth1'] });
  readBreakers(ledger, true);
}

/** State as files, without caches, which are tried on their own in test/sandbox and test/arena. */
function stateFiles(repository: GenomeRepository): readonly string[] {
  const state = repository.file('.sg');
  const entries = readdirSync(state, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => path.join(parentPath, name));
  return files.filter((file) => !path.relative(state, file).startsWith('cache')).sort();
}

/** What the hint of an error tells a person to do. */
async function asHinted(repository: GenomeRepository, error: SgError): Promise<void> {
  if (error.code === 'world-file-invalid') {
    expect(error.hint).toContain('sg kernel reset');
    await resetWorld(repository.root, undefined);
    return;
  }
  expect(error.code).toBe('ledger-summary-damaged');
  expect(error.hint).toContain('Moved away');
  const [summary = ''] = stateFiles(repository).filter((file) => file.endsWith('.summary'));
  renameSync(summary, `${summary}.torn`);
}

async function expected(action: () => Promise<unknown>): Promise<SgError | undefined> {
  try {
    await action();
    return undefined;
  } catch (error) {
    if (error instanceof SgError && error.code !== 'internal-error') return error;
    throw error;
  }
}

describe('a power cut that tore a file of .sg', () => {
  it(
    'leaves the next command working, or told what to do; nothing else is lost',
    async () => {
      const repository = await genomeRepository();
      await worked(repository);
      const whole = `${repository.root}-whole`;
      cpSync(repository.file('.sg'), whole, { recursive: true });
      const names = stateFiles(repository).map((file) => path.relative(repository.file('.sg'), file));
      expect(names).toEqual(
        expect.arrayContaining(['world.json', 'fusion.json', 'ledger/breakers', 'ledger/00000001.summary']),
      );
      const cut = fc.tuple(fc.constantFrom(...names), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }));
      try {
        await fc.assert(
          fc.asyncProperty(cut, async ([name, share]) => {
            rmSync(repository.file('.sg'), { recursive: true });
            cpSync(whole, repository.file('.sg'), { recursive: true });
            await nextCommand(repository, repository.file('.sg', name), share);
          }),
          budget(25),
        );
      } finally {
        rmSync(whole, { recursive: true, force: true });
      }
    },
    timeLimit(),
  );
});

async function nextCommand(repository: GenomeRepository, file: string, share: number): Promise<void> {
  const ledger = repository.file('.sg', 'ledger');
  const before = readLedger(ledger).records;
  const size = Math.floor(statSync(file).size * share);
  const torn = file.endsWith('.ledger') ? readFileSync(file).subarray(size).toString().split('\n').length : 0;
  truncateSync(file, size);
  expect(readLedger(ledger).records.length).toBeGreaterThanOrEqual(before.length - torn);
  const next = (): Promise<RunReport> => runs(repository, 'link_up', { device: 'eth2' });
  const commands = [next, () => Promise.resolve(readLedgerState(ledger))];
  for (const command of commands) {
    const error = await expected(command);
    if (error !== undefined) {
      await asHinted(repository, error);
      await command();
    }
  }
  const { records } = readLedger(ledger);
  const ends = records.filter(({ t }) => t === 'end').length;
  expect(ends).toBeGreaterThan(0);
  expect(records.length).toBeGreaterThan(before.length - torn);
}
