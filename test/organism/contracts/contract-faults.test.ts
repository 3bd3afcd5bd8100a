import { expect, test } from 'vitest';
import { readLedger } from '../../../src/ledger/read-ledger.ts';
import { runOnKernel } from '../../../src/organism/run/run-on-kernel.ts';
import { genomeRepository } from '../../helpers/genome-repository.ts';

/** Lines of a pathway's body, what is found in them, and where: the head stands in line 1. */
const faults: Readonly<
  Record<string, { readonly lines: readonly string[]; readonly code: string; readonly line: number }>
> = {
  'steps that wait for each other': {
    lines: [
      'steps:',
      '  1. check_link_state',
      '       device = eth0',
      '  2. check_link_state',
      '       device = eth1',
      'requires:',
      '  step 1 needs step 2',
      '  step 2 needs step 1',
    ],
    code: 'later-step',
    line: 8,
  },
  'a pathway that calls itself': { lines: ['steps:', '  1. -> broken'], code: 'composition-cycle', line: 3 },
  'a step nobody has': { lines: ['steps:', '  1. check_link_stat'], code: 'unknown-locus', line: 3 },
  'a parameter nobody takes': {
    lines: ['steps:', '  1. check_link_state', '       device = {devise}'],
    code: 'unknown-parameter',
    line: 4,
  },
  'an argument the step does not take': {
    lines: ['steps:', '  1. check_link_state', '       device = eth0', '       colour = red'],
    code: 'unknown-argument',
    line: 5,
  },
};

test.each(Object.entries(faults))('%s ends a run before it begins, with file and line', async (_, fault) => {
  const repository = await genomeRepository();
  const text = ['pathway broken for network', ...fault.lines.map((line) => `  ${line}`)].join('\n');
  repository.contract('pathways', 'broken', `${text}\n`);
  const how = { wait: true, jobs: 1, dryRun: false, emit: () => undefined };
  const refused: unknown = await runOnKernel({
    ...{ start: repository.root, phenotype: 'default', world: undefined, target: 'broken', input: {} },
    ...how,
  }).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'contract-errors', exitStatus: 2 });
  expect(refused).toMatchObject({
    message: expect.stringContaining(`contracts/pathways/broken.sg:${fault.line}:`) as string,
    details: [{ code: fault.code, file: 'contracts/pathways/broken.sg', line: fault.line }],
  });
  expect(readLedger(repository.file('.sg', 'ledger')).records).toEqual([]);
});
