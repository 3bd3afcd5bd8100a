import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { genomeRepository } from '../helpers/genome-repository.ts';
import { sg } from '../helpers/sg.ts';

const untidy = 'gene   tidy\n  is   diagnostic\n\n  takes:\n    a string "x"   # why\n  gives:\n    healthy bool "y"\n';

test('contract check passes on the network genome and shows every fault of a broken file', async () => {
  const repository = await genomeRepository();
  const clean = await sg(['contract', 'check', '--json'], { cwd: repository.root });
  expect(clean.status).toBe(0);
  expect(clean.json()).toMatchObject({ ok: true, diagnostics: [] });

  repository.contract('genes', 'wrong', 'gene wrong\n  is configuraton\n  tkes:\n    a string\n  gives:\n    b bool\n');
  const faulty = await sg(['contract', 'check'], { cwd: repository.root });
  expect(faulty.status).toBe(2);
  expect(faulty.stdout).toContain('contracts/genes/wrong.sg:2:6');
  expect(faulty.stdout).toContain('contracts/genes/wrong.sg:3:3');
  expect(faulty.stdout).toMatch(/did you mean.*takes/i);

  const other = await sg(['contract', 'check', 'contracts/genes/bridge_stp.sg', '--json'], { cwd: repository.root });
  expect(other.json()).toMatchObject({ ok: true, contracts: 1 });
});

test('contract fmt brings a file into its canonical form once, and --check writes nothing', async () => {
  const repository = await genomeRepository();
  repository.contract('genes', 'tidy', untidy);
  const file = repository.file('contracts', 'genes', 'tidy.sg');
  const checked = await sg(['contract', 'fmt', '--check'], { cwd: repository.root });
  expect(checked.status).toBe(1);
  expect(readFileSync(file, 'utf8')).toBe(untidy);
  const formatted = await sg(['contract', 'fmt', '--json'], { cwd: repository.root });
  expect(formatted.json()).toMatchObject({ ok: true, changed: ['contracts/genes/tidy.sg'] });
  expect(readFileSync(file, 'utf8')).toContain('# why');
  const again = await sg(['contract', 'fmt', '--json'], { cwd: repository.root });
  expect(again.json()).toMatchObject({ ok: true, changed: [] });
});

test('contract show gives the contract as JSON, and a near name for a wrong one', async () => {
  const repository = await genomeRepository();
  const shown = (await sg(['contract', 'show', 'bridge_create', '--json'], { cwd: repository.root })).json();
  expect(shown).toMatchObject({ ok: true, contract: { kind: 'gene', name: 'bridge_create', family: 'configuration' } });
  const wrong = await sg(['contract', 'show', 'bridge_creat', '--json'], { cwd: repository.root });
  expect(wrong.status).toBe(2);
  expect((wrong.json()['error'] as JsonObject)['hint']).toContain('bridge_create');
});

test('contract types keeps the declarations as the contracts say', async () => {
  const repository = await genomeRepository();
  const current = await sg(['contract', 'types', '--check', '--json'], { cwd: repository.root });
  expect(current.status).toBe(0);
  const file = repository.file('genome', 'bridge_stp', 'contract.d.ts');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, '// stale\n');
  expect((await sg(['contract', 'types', '--check'], { cwd: repository.root })).status).toBe(1);
  expect((await sg(['contract', 'types', '--write'], { cwd: repository.root })).status).toBe(0);
  expect(readFileSync(file, 'utf8')).toBe(text);
  const printed = await sg(['contract', 'types', 'bridge_stp'], { cwd: repository.root });
  expect(printed.stdout.trim()).toBe(text.trim());
});
