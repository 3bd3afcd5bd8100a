import path from 'node:path';
import { expect, it } from 'vitest';
import { CompilerThread } from '../../src/arena/static/compiler-thread.ts';
import { checkStatically } from '../../src/arena/stages/static-check.ts';
import { chooseEngine } from '../../src/mutation/choose-engine.ts';
import { proposeAllele } from '../../src/mutation/propose-allele.ts';
import { networkGenome } from '../helpers/network-genome.ts';
import { projectRoot } from '../helpers/project-root.ts';
import { request, settings } from './sample.ts';

it('the mock engine first invents an operation for bridge_uplink, which the compiler notices, and then announces', async () => {
  const { contracts } = await networkGenome();
  const compiler = new CompilerThread();
  const engine = chooseEngine('mock', settings({}, { fixtures: path.join(projectRoot, 'fixtures', 'mutations') }));
  const judged: string[] = [];
  for (const attempt of [0, 1]) {
    const proposal = await proposeAllele(engine, request({ locus: 'bridge_uplink', attempt }), []);
    if ('fault' in proposal) throw new Error(proposal.fault.message);
    const { failures } = await checkStatically(
      { locus: 'bridge_uplink', source: proposal.source },
      { contracts, compiler },
    );
    judged.push(failures.map(({ message }) => message).join('\n'));
  }
  compiler.dispose();
  expect(judged).toEqual(["Property 'sendGratuitousArp' does not exist on type 'NetworkKernel'.", '']);
});
