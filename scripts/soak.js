// The soak: thousands of runs on the mock with faults, full disks and kills, then an audit of memory, open files, ledger and
// world. `--runs N`, `--seed N`, `--kill-every N` (0: no kills of the built program).
import { root, runProgram } from './run-step.js';

const built = await runProgram(process.execPath, ['scripts/build.js'], { cwd: root });
const worker = 'test/reliability/soak-worker.ts';
const args = ['--expose-gc', '--import', 'tsx', worker, ...process.argv.slice(2)];
process.exitCode = built === 0 ? await runProgram(process.execPath, args, { cwd: root }) : built;
