import { expect, test } from 'vitest';
import { fusionRepository } from '../organism/fusion/fusion-repository.ts';
import { sg } from '../helpers/sg.ts';

test('fuses by hand, runs fused, and shows how far each pathway is', async () => {
  const repository = await fusionRepository();
  const at = { cwd: repository.root };
  const early = await sg(['fuse', 'make_pair', '--json'], at);
  expect(early.status).toBe(2);
  expect(early.json()).toMatchObject({ ok: false, error: { code: 'fusion-not-ready' } });
  expect((await sg(['run', 'make_pair', '-i', '{"bridge_name": "br0"}'], at)).status).toBe(0);

  const tried = await sg(['fuse', 'make_pair', '--now', '--dry-run', '--json'], at);
  expect(tried.stderr).toBe('');
  expect(tried.json()).toMatchObject({ ok: true, dryRun: true, pathway: 'make_pair', commit: null });
  const fused = await sg(['fuse', 'make_pair', '--now'], at);
  expect(fused.status).toBe(0);
  expect(fused.stdout).toMatch(/fused {2}commit [0-9a-f]{12}/);
  const run = await sg(['run', 'make_pair', '-i', '{"bridge_name": "br1"}', '--json'], at);
  expect(run.json()).toMatchObject({ ok: true, fusion: { state: 'fused' } });

  const list = await sg(['fuse'], at);
  expect(list.stdout).toMatch(/make_pair +fused +2 of 10 +[0-9a-f]{12}/);
  expect(Math.max(...list.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});
