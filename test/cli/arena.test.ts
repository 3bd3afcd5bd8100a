import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dominantSource } from '../helpers/arena.ts';
import { genomeRepository } from '../helpers/genome-repository.ts';
import { sg } from '../helpers/sg.ts';

test('a candidate is judged, its evidence checks, and altered evidence does not', async () => {
  const repository = await genomeRepository();
  const cwd = repository.root;
  writeFileSync(repository.file('mine.ts'), `${await dominantSource('link_up')}// mine\n`);
  const judged = await sg(
    ['arena', 'link_up', '--candidate', 'mine.ts', '--budget', '16', '--workers', '2', '--out', 'mine.evidence.json'],
    { cwd },
  );
  expect(judged.stdout).toMatch(/competition +passed +16/);
  expect(judged.stdout).toContain('passed  Every gate holds.');
  expect([judged.status, judged.stderr]).toEqual([0, '']);

  const verify = ['arena', 'verify', 'mine.evidence.json', '--candidate', 'mine.ts', '--allow-weaker', '--json'];
  const held = await sg(verify, { cwd });
  expect(held.json()).toMatchObject({ ok: true, verdict: { result: 'passed' }, weaker: [expect.any(String)] });

  const text = readFileSync(repository.file('mine.evidence.json'), 'utf8');
  writeFileSync(repository.file('mine.evidence.json'), text.replace('"pairs":16,', '"pairs":15,'));
  const altered = await sg(verify, { cwd });
  expect(altered.status).toBe(3);
  expect(altered.json()).toMatchObject({ ok: false, error: { code: expect.stringMatching(/^evidence-/) as string } });
});

test('a candidate that is no allele is rejected with the reason, and exits with 1', async () => {
  const repository = await genomeRepository();
  writeFileSync(repository.file('mine.ts'), 'enum Colour { Red }\nfor (;;);\n');
  const judged = await sg(['arena', 'link_up', '--candidate', 'mine.ts', '--markdown'], { cwd: repository.root });
  expect(judged.stdout).toContain('### Arena: rejected at stage integrity');
  expect(judged.status).toBe(1);
});
