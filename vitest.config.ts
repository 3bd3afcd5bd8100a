import { defineConfig } from 'vitest/config';

const processes = ['test/cli/**/*.test.ts', 'test/handbook/{pages,github}.test.ts', 'test/story/**/*.test.ts'];
const isolated = 'test/**/*.isolated.test.ts';
const lab = 'test/lab/**/*.test.ts';

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      // Rooms share modules within a worker: loading them anew for each file took a third of the time.
      {
        extends: true,
        test: { name: 'rooms', include: ['test/**/*.test.ts'], exclude: [...processes, isolated, lab], isolate: false },
      },
      // Tests that replace a module.
      { extends: true, test: { name: 'isolated', include: [isolated] } },
      // Tests on real kernels: one network, so one file at a time. Skipped by name outside of a lab (scripts/lab.js).
      {
        extends: true,
        test: { name: 'lab', include: [lab], testTimeout: 300_000, fileParallelism: false, isolate: false },
      },
      // Tests that start the built program as a user does.
      { extends: true, test: { name: 'processes', include: processes, testTimeout: 180_000 } },
    ],
  },
});
