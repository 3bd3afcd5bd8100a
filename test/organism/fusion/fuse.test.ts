import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readLedger } from '../../../src/ledger/read-ledger.ts';
import { fusions } from '../../../src/organism/fusion/fusion-status.ts';
import { rememberRun } from '../../../src/organism/fusion/fusion-state.ts';
import { openWorkspace } from '../../../src/organism/workspace.ts';
import type { GenomeRepository } from '../../helpers/genome-repository.ts';
import { fuses, fusionRepository, runs } from './fusion-repository.ts';

/** One real run, then as many more successes like it as are missing to nine. */
async function nineSuccesses(repository: GenomeRepository): Promise<void> {
  const { fusion } = await runs(repository, 'make_pair', { bridge_name: 'br0' });
  expect(fusion).toMatchObject({ state: 'stepwise', count: 1 });
  const composition = fusion?.composition ?? '';
  const fact = { t: 'pathway', pathway: 'make_pair', composition, ok: true } as const;
  await rememberRun(
    await openWorkspace(repository.root),
    Array.from({ length: 8 }, () => fact),
    undefined,
  );
}

test('the tenth success in a row makes a pathway ready; fused it does the same, and git tells why', async () => {
  const repository = await fusionRepository();
  await nineSuccesses(repository);
  await expect(fuses(repository, 'make_pair')).rejects.toMatchObject({ code: 'fusion-not-ready' });
  const tenth = await runs(repository, 'make_pair', { bridge_name: 'br1' });
  expect(tenth.fusion).toMatchObject({ state: 'stepwise', count: 10, note: 'ready: sg fuse make_pair' });

  const fusion = await fuses(repository, 'make_pair');
  expect(fusion.trials.filter(({ ok }) => ok).length).toBeGreaterThan(1);
  expect(await fuses(repository, 'make_pair')).toMatchObject({ allele: fusion.allele, commit: null });
  const log = execFileSync('git', ['-C', repository.root, 'log', '-1', '--format=%B'], { encoding: 'utf8' });
  expect(log).toContain(`Sg-Locus: make_pair\nSg-Allele: ${fusion.allele}\nSg-Reason: 10 successes in a row`);
  const certificate = readFileSync(repository.file('genome', 'make_pair', `${fusion.allele}.toml`), 'utf8');
  expect(certificate).toContain('origin = "fusion"');
  expect(certificate).toContain(repository.expressed('bridge_stp')[0]);

  const report = await runs(repository, 'make_pair', { bridge_name: 'br2' });
  expect(report).toMatchObject({ ok: true, fusion: { state: 'fused', allele: fusion.allele, count: 11 } });
  expect(report.steps).toMatchObject([{ step: '1-2', locus: 'make_pair', allele: fusion.allele }]);
  const { records } = readLedger((await openWorkspace(repository.root)).ledger);
  expect(records.filter((record) => record.t === 'pathway').map(({ fused }) => fused)).toEqual([false, false, true]);
  expect(records).toContainEqual(expect.objectContaining({ t: 'verdict', locus: 'make_pair', healthy: true }));
  const [status] = (await fusions(repository.root, 'default')).filter(({ pathway }) => pathway === 'make_pair');
  expect(status).toMatchObject({ state: 'fused', count: 11, allele: fusion.allele });
});

test('with [policy] fusion = "auto" the tenth success fuses', async () => {
  const repository = await fusionRepository((made) => {
    const file = made.file('phenotypes', 'default.toml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('[policy]\n', '[policy]\nfusion = "auto"\n'));
  });
  await nineSuccesses(repository);
  const tenth = await runs(repository, 'make_pair', { bridge_name: 'br1' });
  expect(tenth.fusion?.note).toMatch(/^fused into [0-9a-f]{12}, commit /);
  expect((await runs(repository, 'make_pair', { bridge_name: 'br2' })).fusion?.state).toBe('fused');
});
