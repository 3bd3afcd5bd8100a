import path from 'node:path';
import { prepareMatter } from '../src/arena/prepare-matter.ts';
import { judgeCandidate } from '../src/arena/judge-candidate.ts';
import { KnownTrials } from '../src/arena/known-trials.ts';
import type { Matter } from '../src/arena/matter.ts';
import { readCandidate } from '../src/arena/read-candidate.ts';
import { openTrialRunner } from '../src/arena/trial-runner.ts';
import { openWorkspace } from '../src/organism/workspace.ts';
import { median, timed } from './median.ts';
import type { BenchRow } from './row.ts';

const project = path.join(import.meta.dirname, '..');

/** Row 5: paired trials a second on one core, and a whole verdict as for a pull request. */
export async function arenaRows({ smoke }: { readonly smoke: boolean }): Promise<readonly BenchRow[]> {
  return [await pairsRow(smoke), await verdictRow(smoke)];
}

/** The dominant allele in the role of a candidate, against the first fallback. */
async function matterOf(locus: string): Promise<Matter> {
  const workspace = await openWorkspace(project);
  const base = await prepareMatter(workspace, {
    locus,
    phenotype: 'default',
    candidate: { digest: '', bytes: new Uint8Array() },
    cases: [],
    seed: 'bench',
  });
  const candidate = await readCandidate(base.genome, locus, base.incumbent?.digest ?? '');
  return prepareMatter(workspace, { locus, phenotype: 'default', candidate, cases: [], seed: 'bench' });
}

async function pairsRow(smoke: boolean): Promise<BenchRow> {
  const { contracts, incumbent, others, stacks, candidate } = await matterOf('bridge_create');
  const source = new TextDecoder().decode(candidate.bytes);
  const alleles = [
    { digest: candidate.digest, source, file: 'candidate.ts' },
    ...(incumbent === undefined ? [] : [incumbent]),
    ...others,
  ];
  const pair = alleles.slice(0, 2).map(({ digest }) => digest);
  const runner = await openTrialRunner({ locus: 'bridge_create', contracts, alleles, stacks }, { workers: 1 });
  const worlds = Array.from({ length: smoke ? 4 : 250 }, (_, index) => index);
  const once = (): Promise<void> => new KnownTrials(runner, 'bench').ask(worlds, pair);
  await once();
  const perSecond = (1000 * worlds.length) / median(await timed(smoke ? 1 : 7, once));
  await runner.dispose();
  return {
    id: '5',
    work: 'arena: paired trials of bridge_create in generated worlds, one core',
    measured: `${perSecond.toFixed(0)}/s`,
    reference: '',
    goals: [{ says: '1,000/s', reached: perSecond >= 1000 }],
    values: { perSecond },
  };
}

async function verdictRow(smoke: boolean): Promise<BenchRow> {
  const matter = await matterOf('bridge_create');
  const budget = smoke ? { worlds: 4, faultWorlds: 1, pairs: 4 } : matter.budget;
  const once = (): Promise<unknown> => judgeCandidate({ ...matter, budget }, { workers: 2 });
  const seconds = median(await timed(smoke ? 1 : 3, once)) / 1000;
  return {
    id: '5b',
    work: 'arena: a whole verdict with the usual budget, compiler started, two threads',
    measured: `${seconds.toFixed(1)} s`,
    reference: '',
    goals: [{ says: '10 s', reached: seconds < 10 }],
    values: { seconds },
  };
}
