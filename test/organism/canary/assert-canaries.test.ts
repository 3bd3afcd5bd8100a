import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { workTree } from '../../../src/git/work-tree.ts';
import { expressedFiles } from '../../../src/organism/host/expressed-files.ts';
import { genomeRepository } from '../../helpers/genome-repository.ts';
import { hostKernel, runOn, setCanary } from './hosting-mock.ts';
import type { Canary } from '../../../src/phenotype/schema.ts';
import type { Risk } from '../../../src/model/risk.ts';

const locus = 'bridge_create';
const input = { bridge_name: 'br0', interfaces: ['eth1'] };

async function withCanary(risk: Risk, expressed: Omit<Canary, 'allele'>) {
  const repository = await genomeRepository();
  const contract = repository.file('contracts', 'genes', `${locus}.sg`);
  const text = readFileSync(contract, 'utf8').replace(/^(\s*risk:?\s+)\w+/m, `$1${risk}`);
  expect(text).toMatch(new RegExp(String.raw`risk:?\s+${risk}`));
  writeFileSync(contract, text);
  const [dominant] = repository.expressed(locus);
  const allele = repository.allele(locus, `${repository.source(locus, dominant!)}\n// another\n`);
  setCanary(repository, locus, { allele, ...expressed });
  return { repository, allele };
}

test.each([
  ['critical', { share: 0.01 }, 'hosts = ["NAME"] at risk critical, found share = 0.01'],
  ['high', { share: 0.2 }, 'a share of at most 0.1'],
  ['medium', { share: 0.6 }, 'a share of at most 0.5'],
] as const)('at risk %s %j is refused before anything happens', async (risk, expressed, says) => {
  const { repository, allele } = await withCanary(risk, expressed);
  const refused = { code: 'canary-too-wide', details: { locus, allele, risk } };
  await expect(runOn(hostKernel(), repository, locus, input)).rejects.toMatchObject(refused);
  await expect(runOn(hostKernel(), repository, locus, input)).rejects.toThrow(says);
  // Nor is it published.
  await expect(expressedFiles(workTree(repository.root), 'default')).rejects.toMatchObject(refused);
});

test('at risk critical hosts may be named', async () => {
  const { repository } = await withCanary('critical', { hosts: ['nobody-has-this-name'] });
  await expect(runOn(hostKernel(), repository, locus, input)).resolves.toMatchObject({ ok: true });
});
