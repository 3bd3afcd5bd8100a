import { defineConfig } from 'vitest/config';

const processes = ['test/cli/**/*.test.ts', 'test/handbook/{pages,github}.test.ts', 'test/story/**/*.test.ts'];
const isolated = 'test/**/*.isolated.test.ts';
const lab = 'test/lab/**/*.test.ts';

export default defineConfig({
  test: {
    testTimeout: 120_000,
    hookTimeout: 120_000,
    setupFiles: ['test/helpers/property-seed.ts'],
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
      // Kernels, NetworkManager and other labs keep their own time: where a change is judged, what fails once is tried once
      // more and reported as such.
      {
        extends: true,
        test: {
          name: 'lab',
          include: [lab],
          testTimeout: 300_000,
          fileParallelism: false,
          isolate: false,
          retry: process.env['CI'] === 'true' ? 1 : 0,
        },
      },
      // Tests that start the built program as a user does.
      { extends: true, test: { name: 'processes', include: processes, testTimeout: 180_000 } },
    ],
  },
});
