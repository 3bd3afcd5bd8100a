import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { generateCase } from '../../../src/arena/generators/generate-case.ts';
import { shrinkCase } from '../../../src/arena/generators/shrink-case.ts';
import { caseToTrial } from '../../../src/arena/replay/case-to-trial.ts';
import { readFailureCase } from '../../../src/arena/replay/read-failure-case.ts';
import { replayTrial } from '../../../src/arena/replay/replay-trial.ts';
import { trialToCase, writeCaseFile } from '../../../src/arena/replay/write-case-file.ts';
import type { TrialCase } from '../../../src/arena/trial-case.ts';
import type { GeneContract } from '../../../src/contract/ast.ts';
import { usualError } from '../../../src/kernel/mock/fault-plan.ts';
import { MockKernel } from '../../../src/kernel/mock/mock-kernel.ts';
import { sha256 } from '../../../src/model/digest.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { ContractBook } from '../../../src/organism/contracts/contract-book.ts';
import type { WholeFailureCase } from '../../../src/organism/cases/failure-case-format.ts';
import { createSandbox } from '../../../src/sandbox/create-sandbox.ts';
import { genomeRepository, type GenomeRepository } from '../../helpers/genome-repository.ts';
import { expressedGenes, networkGenome } from '../../helpers/network-genome.ts';
import { inProcess } from '../../helpers/run-in-process.ts';

const content = await networkGenome();
const { contracts } = content;

/** Fails where a port of the bridge is still listening, whose time is not in the kernel's picture of the world. */
const impatient = `export default async function execute(input, kernel) {
  const bridge = await kernel.bridge(input.bridge_name);
  if (bridge === null) return { success: false, refusal: 'bridge not found' };
  await kernel.sleep(2);
  const later = await kernel.bridge(input.bridge_name);
  const waiting = later.ports.filter(({ state }) => state === 'listening').map(({ name }) => name);
  if (waiting.length > 0) throw new Error('still listening: ' + waiting.join(', '));
  const { stp, forwardDelay } = bridge;
  return { success: true, bridge_name: bridge.name, changed: false, previous_stp_enabled: stp, previous_forward_delay: forwardDelay };
}`;

describe('a captured failure', () => {
  it('fails the same way when it is replayed, and a smaller one does too', async () => {
    const repository = await genomeRepository();
    repository.express('bridge_stp', [impatient]);
    const captured = await failingRun(repository);
    const text = JSON.stringify(captured);
    expect(captured['version']).toBe(2);

    const replay = caseToTrial(contractOf('bridge_stp'), readFailureCase(text, 'case'), 'case');
    if (!replay.replayable) throw new Error(replay.message);
    const again = await replayed(repository, replay.trial);
    expect(again?.attempts).toEqual((captured as unknown as WholeFailureCase).attempts);

    const sandbox = await createSandbox();
    onTestFinished(() => {
      sandbox.dispose();
    });
    const alleles = { load: (locus: string) => expressedGenes(content, locus) };
    const bench = { contracts, phenotype: content.phenotype, book: new ContractBook(), alleles, sandbox };
    const gene = { digest: sha256(impatient), source: impatient, file: 'genome/bridge_stp/impatient.ts' };
    const fails = async (trial: TrialCase): Promise<boolean> =>
      (await replayTrial(bench, contractOf('bridge_stp'), gene, trial)).error?.kind === 'exception';
    const small = await shrinkCase(contractOf('bridge_stp'), replay.trial, fails, 40);
    expect(small.trial.world.links.length).toBeLessThan(replay.trial.world.links.length);
    expect(small.trial.world.links.map(({ kind }) => kind).sort()).toEqual(['bridge', 'ethernet', 'loopback']);
    expect(await fails(small.trial)).toBe(true);
  });

  it('of version 1 replays in the world its picture describes', () => {
    const trial = generateCase(contractOf('link_up'), 'picture', 0);
    const failure = { locus: 'link_up', contract: sha256('c'), allele: sha256('a'), kind: 'k', message: 'm' };
    const whole = trialToCase(trial, failure);
    const picture = Object.fromEntries(Object.entries(whole).filter(([key]) => key !== 'moment' && key !== 'origin'));
    const text = JSON.stringify({ ...picture, version: 1 });
    const replay = caseToTrial(contractOf('link_up'), readFailureCase(text, 'old'), 'old');
    if (!replay.replayable) throw new Error(replay.message);
    expect(replay.trial.input).toEqual(trial.input);
    expect(replay.trial.world.links.map(({ name }) => name).sort()).toEqual(
      trial.world.links.map(({ name }) => name).sort(),
    );
  });

  it('is not replayable where only digests were kept', () => {
    const contract = contractOf('bridge_stp');
    const kept = { allele: sha256('allele'), kind: 'exception' };
    const { locus, kernel } = { locus: 'bridge_stp', kernel: 'mock' };
    const head = { version: 1, locus, contract: sha256('contract'), kernel, capture: 'digest' };
    const failure = { ...head, input: sha256('input'), world: sha256('world'), attempts: [kept] };
    const replay = caseToTrial(contract, readFailureCase(JSON.stringify(failure), 'digests'), 'digests');
    expect(replay).toMatchObject({ replayable: false, reason: 'digest-only' });
  });
});

describe('a failure of the arena', () => {
  it('comes back from its file as it was', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'sg-cases-'));
    onTestFinished(() => {
      rmSync(folder, { recursive: true, force: true });
    });
    const contract = contractOf('vlan_create');
    const trial = {
      ...generateCase(contract, 'file', 5),
      faults: { version: 1 as const, faults: [{ at: 2, does: usualError('EBUSY') }] },
    };
    const failure = {
      locus: 'vlan_create',
      contract: sha256('c'),
      allele: sha256('a'),
      kind: 'unhealthy',
      message: 'no',
    };
    const file = await writeCaseFile(folder, trialToCase(trial, failure));
    expect(await writeCaseFile(folder, trialToCase(trial, failure))).toBe(file);
    const read = readFailureCase(readFileSync(file, 'utf8'), file);
    expect(read.attempts).toMatchObject([{ allele: sha256('a'), error: { kind: 'unhealthy' } }]);
    const replay = caseToTrial(contract, read, file);
    expect(replay).toEqual({ replayable: true, trial: { ...trial, origin: `case ${file}` } });
  });
});

describe('a case that cannot be used', () => {
  const contract = contractOf('link_up');
  const trial = generateCase(contract, 'unusable', 1);
  const whole = trialToCase(trial, {
    locus: 'link_up',
    contract: sha256('c'),
    allele: sha256('a'),
    kind: 'k',
    message: 'm',
  });

  it.each([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['another version', JSON.stringify({ ...whole, version: 3 })],
    ['a field nobody knows', JSON.stringify({ ...whole, more: 1 })],
    ['a locus that is a path', JSON.stringify({ ...whole, locus: '../link_up' })],
    ['an allele that is no digest', JSON.stringify({ ...whole, attempts: [{ ...whole.attempts[0], allele: 'x' }] })],
    ['too much', `"${'x'.repeat(9 * 1024 * 1024)}"`],
  ])('is refused: %s', (_, text) => {
    expect(() => readFailureCase(text, 'some file')).toThrow(expect.objectContaining({ code: 'case-file-invalid' }));
  });

  it.each([
    ['other-locus', contractOf('vlan_create'), whole],
    ['outdated-input', contract, { ...whole, input: { interface: 'eth0' } }],
    ['no-world', contract, { ...whole, moment: { version: 2, links: 'none' } }],
    ['no-world', contract, { ...whole, moment: withDoubledLink(trial) }],
    ['no-world', contract, { ...whole, moment: undefined, world: { links: 7 } }],
  ])('is said to be so: %s', (reason, asked, failure) => {
    expect(caseToTrial(asked, failure, 'some file')).toMatchObject({ replayable: false, reason });
  });
});

function withDoubledLink({ world }: TrialCase): JsonObject {
  return { ...world, links: [...world.links, ...world.links] };
}

/** A host whose bridge has just got its port; the run fails and its case is kept. */
async function failingRun(repository: GenomeRepository): Promise<JsonObject> {
  const organism = inProcess(repository);
  const transaction = await organism.kernel.begin({ label: 'setting' });
  await transaction.port().call('createBridge', ['br0', { ports: ['eth1'], stp: true, forwardDelay: 4 }]);
  await transaction.commit();
  await organism.kernel.sleep(1.5);
  const report = await organism.run('bridge_stp', { bridge_name: 'br0' });
  expect(report.mutation.state).toBe('captured');
  const [kept] = organism.cases;
  if (kept === undefined) throw new Error('nothing was captured');
  return kept.value;
}

/** What the same alleles do in the trial's world: the case that is captured there, if they fail. */
async function replayed(
  repository: GenomeRepository,
  { world, input }: TrialCase,
): Promise<WholeFailureCase | undefined> {
  const organism = inProcess(repository, MockKernel.open({ world }));
  await organism.run('bridge_stp', input);
  return organism.cases[0]?.value as unknown as WholeFailureCase | undefined;
}

function contractOf(locus: string): GeneContract {
  const contract = contracts.genes.get(locus);
  if (contract === undefined) throw new Error(`no contract ${locus}`);
  return contract;
}
