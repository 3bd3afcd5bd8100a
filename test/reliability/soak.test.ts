import { expect, it } from 'vitest';
import { soak } from './soak.ts';

it('150 runs with faults and full disks leave a ledger that adds up, a world it tells of, and no file open', async () => {
  const report = await soak({ runs: 150, seed: 7, killEvery: 0, compactEvery: 50, warm: 50 });
  expect(report.results.done + report.results.failed + report.results['disk full']).toBe(150);
  expect(report.results.done).toBeGreaterThan(30);
  expect(report.results['disk full']).toBeGreaterThan(0);
  expect(report.differences).toEqual([]);
  expect(report.ledger).toMatchObject({ damaged: 0, strays: [] });
  expect(report.compactions).toBeGreaterThan(0);
  expect(report.last.files).toBeLessThanOrEqual(report.warm.files);
}, 180_000);
