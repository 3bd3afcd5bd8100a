import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { geneContract } from '../../../src/arena/prepare-matter.ts';
import { keepCounterexample } from '../../../src/arena/replay/keep-counterexample.ts';
import { readReplay } from '../../../src/arena/replay/read-replay.ts';
import { arenaMatter, judged, judgeMatter } from '../../helpers/arena.ts';
import { expressedGenes, networkGenome } from '../../helpers/network-genome.ts';

const locus = 'link_up';

/** The seed, but for ports: no example asks about one, drawn worlds do. */
async function faulty(): Promise<string> {
  const [seed] = await expressedGenes(await networkGenome(), locus);
  const looked = 'if (link === null)';
  expect(seed?.source).toContain(looked);
  return (seed?.source ?? '').replace(
    looked,
    `if (typeof link?.master === 'string') throw new Error('not for ports');\n  ${looked}`,
  );
}

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'sg-drawn-'));
  onTestFinished(() => {
    rmSync(made, { recursive: true, force: true });
  });
  return made;
}

it('keeps the world a rejected candidate failed in, and the candidate fails in it again', async () => {
  const source = await faulty();
  const evidence = await judged({ locus, source });
  expect(evidence.verdict).toMatchObject({ result: 'rejected', stage: 'worlds' });
  const file = (await keepCounterexample(folder(), evidence)) ?? '';
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
    locus,
    origin: evidence.counterexample?.trial.origin,
  });
  const { contracts } = await networkGenome();
  const replay = await readReplay(geneContract(contracts, locus), file);
  if (!replay.replayable) throw new Error(replay.message);
  const matter = await arenaMatter({ locus, source, cases: [replay.trial] });
  const again = await judgeMatter(matter);
  expect(again.verdict).toMatchObject({ result: 'rejected', stage: 'replay' });
  expect(again.counterexample?.failure.kind).toBe(evidence.counterexample?.failure.kind);
});

it('keeps nothing where no world was shown', async () => {
  const evidence = await judged({ locus, source: 'no allele at all' });
  expect(await keepCounterexample(folder(), evidence)).toBeUndefined();
});
