import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { checkContracts } from '../src/contract/check.ts';
import { workTree } from '../src/git/work-tree.ts';
import { networkVocabulary } from '../src/kernel/vocabulary.ts';
import { contractSources } from '../src/organism/contracts/load-contracts.ts';
import { median, timed } from './median.ts';
import type { BenchRow } from './row.ts';

const root = path.join(import.meta.dirname, '..');

/** Row 6: all contracts of the network genome parsed and checked, in a fresh process and warm. */
export async function contractRows(options: { readonly smoke: boolean }): Promise<readonly BenchRow[]> {
  const sources = await contractSources(workTree(root));
  const check = () => Promise.resolve(checkContracts(sources, { vocabulary: networkVocabulary }));
  const warm = median((await timed(options.smoke ? 3 : 60, check)).slice(options.smoke ? 0 : 20));
  const rounds = Array.from({ length: options.smoke ? 1 : 7 });
  const shipped = median(rounds.map(() => coldMilliseconds('shipped')));
  const cold = median(rounds.map(() => coldMilliseconds('anew')));
  const rate = (sources.length / warm) * 1000;
  return [
    {
      id: '6',
      work: `${sources.length} contracts of the network genome, parsed and checked`,
      measured: `cold ${shipped.toFixed(1)} ms as shipped, ${cold.toFixed(1)} ms changed; warm ${warm.toFixed(2)} ms (${rate.toFixed(0)} files/s)`,
      reference: '6,413 files/s, parsed only',
      ratio: `×${(rate / 6413).toFixed(2)}`,
      goals: [
        { says: '20 ms cold, as shipped', reached: shipped <= 20 },
        { says: '20 ms cold, changed', reached: cold <= 20 },
      ],
      values: { shippedMilliseconds: shipped, coldMilliseconds: cold, warmMilliseconds: warm, filesPerSecond: rate },
    },
  ];
}

/** Time of the first check in a new process, without loading modules; `anew` where the build has read none of the texts. */
function coldMilliseconds(texts: 'shipped' | 'anew'): number {
  const program = path.join(import.meta.dirname, 'cold-check.js');
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, texts], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (status !== 0) throw new Error(`cold check ended with ${status ?? 'a signal'}: ${stderr}`);
  return Number(stdout);
}
