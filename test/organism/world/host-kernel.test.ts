import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { recoveryView } from '../../../src/cli/recovery-view.ts';
import { styleFor } from '../../../src/cli/style.ts';
import { hostIdentity } from '../../../src/kernel/iproute2/iproute2-kernel.ts';
import { encodeRecord } from '../../../src/kernel/journal/journal-line.ts';
import type { BeginRecord, JournalRecord } from '../../../src/kernel/journal/journal-record.ts';
import { recoverOnHost } from '../../../src/organism/world/host-kernel.ts';
import { genomeRepository, type GenomeRepository } from '../../helpers/genome-repository.ts';

const begin: BeginRecord = {
  t: 'begin',
  version: 1,
  label: 'run 01J bridge_create',
  at: 1_700_000_000,
  kernel: 'iproute2',
  pid: 1,
  ...hostIdentity(),
  state: { links: [], routes: [], fdb: [], neighbours: [] },
};
const intent: JournalRecord = { t: 'intent', n: 1, operation: 'createBridge', args: ['br0'], devices: ['br0'] };
const end: JournalRecord = { t: 'end', committed: true, proven: true };

describe('recovering what was cut off', () => {
  let repository: GenomeRepository;
  let folder: string;
  beforeEach(async () => {
    repository = await genomeRepository();
    folder = repository.file('.sg', 'host', 'journal');
    mkdirSync(folder, { recursive: true });
  });

  function journal(name: string, ...records: readonly JournalRecord[]): void {
    writeFileSync(path.join(folder, name), records.map(encodeRecord).join(''));
  }

  it('has nothing to do where nothing was begun, or everything was done', async () => {
    expect(await recoverOnHost(repository.root, false)).toEqual({ ok: true, recovered: [], accepted: [], waiting: [] });
    journal('1-torn.open');
    journal('2-begun.open', begin);
    journal('3-done.open', begin, intent, { t: 'result', n: 1, error: null }, end);
    const report = await recoverOnHost(repository.root, false);
    expect(report.recovered.map(({ outcome }) => outcome)).toEqual(['nothing-to-do', 'nothing-to-do', 'nothing-to-do']);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves a host that has restarted as it is', async () => {
    journal('1.open', { ...begin, boot: 'another' }, intent);
    const report = await recoverOnHost(repository.root, false);
    expect(report).toMatchObject({ ok: true, recovered: [{ outcome: 'restarted', operations: ['createBridge br0'] }] });
    expect(recoveryView(report, styleFor(false))).toBe(
      'run 01J bridge_create  2023-11-14 22:13:20\n  createBridge br0\n' +
        'the host has restarted since, and with that it was undone',
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves what belongs to another network namespace to a process in there', async () => {
    journal('1.open', { ...begin, network: 'net:[1]' }, intent);
    const report = await recoverOnHost(repository.root, false);
    expect(report.recovered).toMatchObject([{ outcome: 'elsewhere' }]);
    expect(readdirSync(folder)).toEqual(['1.open']);
  });

  it('does nothing at all about the journal of another version', async () => {
    journal('1.open', { ...begin, version: 7 } as never, intent);
    await expect(recoverOnHost(repository.root, false)).rejects.toMatchObject({ code: 'journal-unreadable' });
    expect(readdirSync(folder)).toEqual(['1.open']);
  });

  it('forgets on request what could not be undone', async () => {
    journal('1.incomplete', { ...begin, boot: 'another' }, intent);
    expect(await recoverOnHost(repository.root, true)).toMatchObject({ ok: true });
    expect(readdirSync(folder)).toEqual([]);
  });
});
