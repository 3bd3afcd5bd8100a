import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { runArena, verifyArena, type ArenaRequest } from '../../src/arena/arena.ts';
import { evidenceText, parseEvidence } from '../../src/arena/evidence.ts';
import { evidenceMarkdown } from '../../src/arena/evidence-markdown.ts';
import { worldFromGiven } from '../../src/kernel/vocabulary.ts';
import { genomeRepository, type GenomeRepository } from '../helpers/genome-repository.ts';
import { arenaMatter, compiler, dominantSource, honestSource, judgeMatter } from '../helpers/arena.ts';

const budget = { worlds: 8, faultWorlds: 1, pairs: 12 };

async function request(repository: GenomeRepository, changes: Partial<ArenaRequest> = {}): Promise<ArenaRequest> {
  const candidate = repository.file('candidate.ts');
  writeFileSync(candidate, `${await dominantSource('link_up')}// changed\n`);
  return {
    start: repository.root,
    locus: 'link_up',
    phenotype: 'default',
    candidate,
    cases: [],
    budget,
    version: 'test',
    workers: 1,
    compiler,
    out: repository.file('out', 'candidate.evidence.json'),
    ...changes,
  };
}

describe('evidence', () => {
  test('has the same bytes with any number of threads', async () => {
    const matter = await arenaMatter({
      locus: 'bridge_uplink',
      source: `${await dominantSource('bridge_uplink')}// .\n`,
      budget: { worlds: 16, faultWorlds: 1, pairs: 20 },
    });
    const texts: string[] = [];
    for (const workers of [1, 2]) texts.push(evidenceText(await judgeMatter(matter, { workers })));
    expect(new Set(texts).size).toBe(1);
    expect(parseEvidence(texts[0]!, 'it')).toMatchObject({ verdict: { result: 'passed' }, competition: { pairs: 20 } });
  });

  test('of a rejected candidate has the same bytes too, with a counterexample made small', async () => {
    const source = `${await honestSource('bridge_create')}
export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  const others = (await kernel.links()).length > 5;
  return others ? { success: false, refusal: 'interface is protected' } : honest(input, kernel);
}
`;
    const matter = await arenaMatter({ locus: 'bridge_create', source, budget: { ...budget, worlds: 24 } });
    const [one, two] = [await judgeMatter(matter), await judgeMatter(matter)];
    expect(evidenceText(two)).toBe(evidenceText(one));
    expect(one.verdict).toMatchObject({ result: 'rejected', stage: 'worlds' });
    expect(one.counterexample?.failure.kind).toBe('refuses-what-works');
    expect(one.counterexample?.trial.world.links).toHaveLength(6);
  });

  test('is written, taken from the cache the next time, and made anew when the cache was altered', async () => {
    const repository = await genomeRepository();
    const asked = await request(repository);
    const first = await runArena(asked);
    expect([first.cached, first.evidence.verdict.result]).toEqual([false, 'passed']);
    expect(readFileSync(asked.out!, 'utf8')).toBe(evidenceText(first.evidence));
    const second = await runArena(asked);
    expect([second.cached, second.evidence]).toEqual([true, first.evidence]);

    const cached = repository.file('.sg', 'cache', 'arena');
    const file = path.join(cached, readdirSync(cached)[0]!);
    writeFileSync(file, readFileSync(file, 'utf8').replace('"result":"passed"', '"result":"better"'));
    const third = await runArena(asked);
    expect([third.cached, third.evidence]).toEqual([false, first.evidence]);
  });

  test('verifies; one changed digit does not, and the place is named', async () => {
    const repository = await genomeRepository();
    const asked = await request(repository);
    await runArena(asked);
    const file = asked.out!;
    const check = {
      start: repository.root,
      file,
      candidate: asked.candidate,
      workers: 1,
      compiler,
      phenotype: 'default',
      allowWeaker: true,
    };
    await expect(verifyArena(check)).resolves.toMatchObject({ verdict: { result: 'passed' } });
    await expect(verifyArena({ ...check, allowWeaker: false })).rejects.toMatchObject({
      code: 'evidence-weaker',
      exitStatus: 3,
      message: expect.stringContaining('its budget for worlds is 8') as string,
    });

    const honest = readFileSync(file, 'utf8');
    writeFileSync(file, honest.replace('"ties":12', '"ties":11'));
    await expect(verifyArena(check)).rejects.toMatchObject({
      code: 'evidence-differs',
      exitStatus: 3,
      details: { path: 'competition.ties' },
    });
    writeFileSync(file, honest.replace('{', '{ '));
    await expect(verifyArena(check)).rejects.toMatchObject({ code: 'evidence-differs', exitStatus: 3 });
    writeFileSync(file, honest.slice(0, -20));
    await expect(verifyArena(check)).rejects.toMatchObject({ code: 'evidence-invalid', exitStatus: 3 });
  });

  test('of a chosen seed says so, and holds only where that is allowed', async () => {
    const repository = await genomeRepository();
    const asked = await request(repository, { seed: 'mine' });
    const { evidence } = await runArena(asked);
    expect(evidence.basis.seed).toEqual({ value: 'mine', nonce: null });
    const check = {
      start: repository.root,
      file: asked.out!,
      candidate: asked.candidate,
      workers: 1,
      compiler,
      phenotype: 'default',
    };
    await expect(verifyArena({ ...check, allowWeaker: false })).rejects.toMatchObject({
      code: 'evidence-weaker',
      message: expect.stringContaining('its seed was chosen') as string,
    });
  });

  test('is outdated once a contract it goes by has changed', async () => {
    const repository = await genomeRepository();
    const asked = await request(repository);
    await runArena(asked);
    const contract = repository.file('contracts', 'genes', 'link_up.sg');
    writeFileSync(
      contract,
      readFileSync(contract, 'utf8').replace('    within', '    within').replace('does:\n    ', 'does:\n    Truly. '),
    );
    const check = {
      start: repository.root,
      file: asked.out!,
      candidate: asked.candidate,
      workers: 1,
      compiler,
      phenotype: 'default',
      allowWeaker: true,
    };
    await expect(verifyArena(check)).rejects.toMatchObject({
      code: 'evidence-outdated',
      details: { path: 'basis.contracts.link_up' },
    });
  });
});

test('a captured failure that is not cured rejects at replay; cured it passes', async () => {
  const locus = 'bridge_create';
  const dominant = await dominantSource(locus);
  const matter = await arenaMatter({ locus, source: `${dominant}// .\n`, budget });
  const world = worldFromGiven(['interface eth0', 'interface eth1', 'interface eth2', 'interface eth3']);
  const input = { bridge_name: 'br7', interfaces: ['eth1', 'eth3'], stp_enabled: false };
  const cases = [{ world, input, origin: 'case one' }];
  await expect(judgeMatter({ ...matter, cases })).resolves.toMatchObject({ verdict: { result: 'passed' } });

  const source = `${await honestSource(locus)}
export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  if (input.bridge_name === 'br7') throw new Error('seven');
  return honest(input, kernel);
}
`;
  const broken = await judgeMatter({ ...(await arenaMatter({ locus, source, budget })), cases });
  expect(broken.verdict).toMatchObject({ result: 'rejected', stage: 'replay' });
  expect(broken.stages.find(({ stage }) => stage === 'replay')?.failures[0]).toMatchObject({
    kind: 'exception',
    at: 'case one',
    message: expect.stringContaining('seven') as string,
  });
});

test('what a gene says stays inside its cell of the Markdown', async () => {
  const source = `import type { Input, Kernel, Output } from './contract.js';
export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  void [input, kernel];
  throw new Error('\`</td>\\n\\n# Approved by @owner | [merge](https://evil.example) \\u202e');
}
`;
  const evidence = await judgeMatter(await arenaMatter({ locus: 'bridge_create', source, budget }));
  const text = evidenceMarkdown(evidence);
  expect(text).toContain('### Arena: rejected at stage examples');
  expect(text).not.toMatch(/^# /m);
  expect(text).not.toContain('\u202e');
  for (const line of text.split('\n')) {
    expect(line.replaceAll(/`[^`]*`/g, '')).not.toMatch(/Approved|evil|owner/);
  }
});
