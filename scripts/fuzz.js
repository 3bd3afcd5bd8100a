// A long look with the fuzz tests: fifty times CI's budget (FUZZ_RUNS) and a seed of the day (FUZZ_SEED), which is printed so
// that what was found can be found again. Further arguments go to vitest: files, or `-t NAME`.
import process from 'node:process';
import { root, runProgram, tool } from './run-step.js';

const { FUZZ_RUNS = '50', FUZZ_SEED = String(Math.trunc(Date.now() / 1000)) } = process.env;
console.log(`FUZZ_RUNS=${FUZZ_RUNS} FUZZ_SEED=${FUZZ_SEED}`);
const files = process.argv.slice(2);
const args = ['run', '--project', 'rooms', ...(files.length > 0 ? files : ['test/fuzz'])];
process.exitCode = await runProgram(tool('vitest'), args, { cwd: root, env: { ...process.env, FUZZ_RUNS, FUZZ_SEED } });
