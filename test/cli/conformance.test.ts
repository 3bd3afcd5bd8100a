import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { genomeRepository } from '../helpers/genome-repository.ts';
import { sg } from '../helpers/sg.ts';

test('sg test ends with 0 where every example is kept and with 1 where one is not, and leaves the world alone', async () => {
  const repository = await genomeRepository();
  const cwd = repository.root;
  const kept = await sg(['test', 'link_up'], { cwd });
  expect(kept.status).toBe(0);
  expect(kept.stdout).toMatch(/2 alleles, \d+ examples: all kept/);

  repository.express('link_up', [
    `export default async function execute({ device }) { return { success: true, device, changed: true }; }`,
  ]);
  const broken = await sg(['test', 'link_up', '--json'], { cwd });
  expect(broken.status).toBe(1);
  expect(broken.json()).toMatchObject({ ok: false, loci: [{ locus: 'link_up', alleles: [{ role: 'dominant' }] }] });
  expect(existsSync(repository.file('.sg', 'world.json'))).toBe(false);
  expect(existsSync(repository.file('.sg', 'ledger'))).toBe(false);

  const unknown = await sg(['test', 'link_upp'], { cwd });
  expect(unknown.status).toBe(2);
  expect(unknown.stderr).toContain('Did you mean "link_up"?');
});
