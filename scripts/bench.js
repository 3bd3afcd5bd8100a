// The benchmarks: prints every row with its reference, and writes bench/results/latest.json. `--smoke` runs each row just
// long enough to show that it works; `--json` prints the rows as JSON only.
import { root, runProgram } from './run-step.js';

const built = await runProgram(process.execPath, ['scripts/build.js'], { cwd: root });
const args = ['--import', 'tsx', 'bench/main.ts', ...process.argv.slice(2)];
process.exitCode = built === 0 ? await runProgram(process.execPath, args, { cwd: root }) : built;
