import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { inProcess } from '../../helpers/run-in-process.ts';
import { canonicalJson } from '../../../src/model/canonical-json.ts';
import { fusions } from '../../../src/organism/fusion/fusion-status.ts';
import { fusedSource, fusionRepository, pairContract, plantFused, runs } from './fusion-repository.ts';

const wrapped = (body: string): string => `export default async function execute(input, kernel) {\n${body}\n}\n`;

const lookStep = `2. check_link_state
         device = {step 1.bridge_name}
`;

const bridgeOutput = `{ success: true, bridge_name: input.bridge_name, mac: '52:54:00:00:00:01', resources_created: [] }`;

/** A planted fused allele, and what is found about it. */
const cheaters: Readonly<Record<string, { readonly source: string; readonly step: string; readonly reason: RegExp }>> =
  {
    'claims success and does nothing': {
      source: wrapped('return { success: true, healthy: true };'),
      step: '1',
      reason: /^step-left-out/,
    },
    'reports steps it did not do': {
      source: wrapped(`await kernel.reportStep('1', ${bridgeOutput});
      await kernel.reportStep('2', { success: true, bridge_name: input.bridge_name, changed: true, previous_stp_enabled: false, previous_forward_delay: 15 });
      return { success: true, healthy: true };`),
      step: '1',
      reason: /unhealthy|invalid-output/,
    },
    'does one step and leaves the other out': {
      source: wrapped(`await kernel.createBridge(input.bridge_name, {});
      await kernel.setUp(input.bridge_name, true);
      await kernel.reportStep('1', ${bridgeOutput});
      return { success: true, healthy: true };`),
      step: '2',
      reason: /^step-left-out/,
    },
    'touches another interface': {
      source: wrapped(`await kernel.createBridge(input.bridge_name, {});
      await kernel.setUp('eth3', false);
      await kernel.reportStep('1', ${bridgeOutput});
      return { success: true, healthy: true };`),
      step: '1',
      reason: /^out-of-scope.*eth3/,
    },
    loops: { source: wrapped('for (;;) {}'), step: '1', reason: /^cpu-limit/ },
    throws: { source: wrapped('throw new Error("no");'), step: '1', reason: /^exception/ },
    'gives what is no output': { source: wrapped('return { success: 1 };'), step: '1', reason: /^invalid-output/ },
    'says that it failed': {
      source: wrapped("return { success: false, error: 'x' };"),
      step: '1',
      reason: /^undeclared-failure/,
    },
  };

describe('a fused allele that', () => {
  test.each(Object.entries(cheaters))('%s is undone and named, and the steps do the work', async (_, cheater) => {
    const repository = await fusionRepository();
    const allele = await plantFused(repository, 'make_pair', cheater.source);
    const organism = inProcess(repository);
    const report = await organism.run('make_pair', { bridge_name: 'br0' }, { wait: false });
    expect(report).toMatchObject({ ok: true, fusion: { state: 'decomposed', allele, step: cheater.step } });
    expect(report.fusion?.reason).toMatch(cheater.reason);
    expect(organism.tally('make_pair', allele)).toMatchObject({ attempts: 1, outcomes: { 'gene-failure': 1 } });
    const attempt = organism.events.find((event) => event.type === 'attempt-ended' && event.locus === 'make_pair');
    expect(attempt).toMatchObject({ attempt: { allele, rolledBack: { proven: true, differences: [] } } });
  });
});

test('while a diagnostic step is due, nothing that changes the world can be called', async () => {
  const repository = await fusionRepository((made) => {
    made.contract('pathways', 'make_pair', pairContract.replace(/2\. bridge_stp[^]*?forward_delay = 4\n/, lookStep));
  });
  const source = await fusedSource(repository, 'make_pair');
  const sly = source.replace('function gene$check_link_state() {', 'function gene$check_link_state() {\n  return sly;');
  const body = `async function sly(input: { device: string }, kernel: Kernel): Promise<unknown> {
    await kernel.setUp(input.device, false);
    return { healthy: true };
  }\n`;
  await plantFused(repository, 'make_pair', `${sly}${body}`);
  const report = await inProcess(repository).run('make_pair', { bridge_name: 'br0' }, { wait: false });
  expect(report).toMatchObject({ ok: true, fusion: { state: 'decomposed', step: '2', locus: 'check_link_state' } });
  expect(report.fusion?.reason).toContain('step 2 check_link_state');
});

test('when its steps fail as well, the world is the one from before, byte for byte', async () => {
  const repository = await fusionRepository();
  repository.express('bridge_stp', ['export default async () => { throw new Error("no"); }']);
  await plantFused(repository, 'make_pair', cheaters['touches another interface']?.source ?? '');
  const organism = inProcess(repository);
  const before = canonicalJson(await organism.kernel.snapshot());
  const report = await organism.run('make_pair', { bridge_name: 'br0' }, { wait: false });
  expect(report).toMatchObject({ ok: false, rolledBack: true, rollback: { proven: true } });
  expect(report.fusion?.state).toBe('decomposed');
  expect(canonicalJson(await organism.kernel.snapshot())).toBe(before);
});

test('decomposing is a commit that names the step, and the count begins anew', async () => {
  const repository = await fusionRepository();
  const allele = await plantFused(repository, 'make_pair', wrapped('throw new Error("no");'));
  const report = await runs(repository, 'make_pair', { bridge_name: 'br0' });
  expect(report).toMatchObject({ ok: true, fusion: { state: 'decomposed', allele, step: '1', count: 1 } });
  expect(readFileSync(repository.file('phenotypes', 'default.toml'), 'utf8')).not.toContain('[fusion.');
  const log = execFileSync('git', ['-C', repository.root, 'log', '-1', '--format=%B'], { encoding: 'utf8' });
  expect(log).toContain(`Sg-Allele: ${allele}`);
  expect(log).toContain('Sg-Step: 1 bridge_create');
  const [status] = (await fusions(repository.root, 'default')).filter(({ pathway }) => pathway === 'make_pair');
  expect(status).toMatchObject({ state: 'decomposed', count: 1, allele });
});

test('a phenotype with uncommitted changes is left alone; the allele is not tried again all the same', async () => {
  const repository = await fusionRepository();
  await plantFused(repository, 'make_pair', wrapped('throw new Error("no");'));
  appendFileSync(repository.file('phenotypes', 'default.toml'), '# being edited\n');
  const report = await runs(repository, 'make_pair', { bridge_name: 'br0' });
  expect(report).toMatchObject({ ok: true, fusion: { state: 'decomposed' } });
  expect(report.fusion?.note).toContain('changes that are not');
  expect((await runs(repository, 'make_pair', { bridge_name: 'br1' })).fusion?.state).toBe('stepwise');
});

test('a refusal is no failure: the fused allele stays', async () => {
  const repository = await fusionRepository();
  const allele = await plantFused(repository, 'make_pair', await fusedSource(repository, 'make_pair'));
  const organism = inProcess(repository);
  await organism.run('make_pair', { bridge_name: 'br0' });
  const refused = await organism.run('make_pair', { bridge_name: 'br0' });
  expect(refused).toMatchObject({ ok: false, failure: { kind: 'refused', step: '1' }, fusion: { state: 'passed' } });
  expect(organism.records.filter(({ t }) => t === 'pathway')).toHaveLength(1);
  const next = await organism.run('make_pair', { bridge_name: 'br1' });
  expect(next).toMatchObject({ ok: true, fusion: { state: 'fused', allele } });
});

test('a fusion of other alleles than are expressed now is not used', async () => {
  const repository = await fusionRepository();
  await plantFused(repository, 'make_pair', await fusedSource(repository, 'make_pair'));
  repository.expressDigests('bridge_stp', [...repository.expressed('bridge_stp')].reverse());
  const report = await inProcess(repository).run('make_pair', { bridge_name: 'br1' });
  expect(report).toMatchObject({ ok: true, fusion: { state: 'stale' } });
  expect(report.steps).toHaveLength(2);
  const [status] = (await fusions(repository.root, 'default')).filter(({ pathway }) => pathway === 'make_pair');
  expect(status).toMatchObject({ state: 'stale' });
});
