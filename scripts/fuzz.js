// A long look with the fuzz tests: fifty times CI's budget (FUZZ_RUNS) and a seed of the day (FUZZ_SEED), which is printed so
// that what was found can be found again. Further arguments go to vitest: files, or `-t NAME`. Ends with figures.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { root, runProgram, tool } from './run-step.js';

const { FUZZ_RUNS = '50', FUZZ_SEED = String(Math.trunc(Date.now() / 1000)) } = process.env;
console.log(`FUZZ_RUNS=${FUZZ_RUNS} FUZZ_SEED=${FUZZ_SEED}`);
const files = process.argv.slice(2);
const folder = mkdtempSync(path.join(tmpdir(), 'sg-fuzz-'));
const [figures, results] = ['figures', 'results.json'].map((name) => path.join(folder, name));
writeFileSync(figures, '');
writeFileSync(results, '{}');
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`];
const args = ['run', '--project', 'rooms', ...reporters, ...(files.length > 0 ? files : ['test/fuzz'])];
const env = { ...process.env, FUZZ_RUNS, FUZZ_SEED, FUZZ_FIGURES: figures };
const started = performance.now();
process.exitCode = await runProgram(tool('vitest'), args, { cwd: root, env });
const cases = readFileSync(figures, 'utf8').split('\n').filter(Boolean).map(Number);
const total = cases.reduce((sum, one) => sum + one, 0);
const { numFailedTests: found = 'unknown' } = JSON.parse(readFileSync(results, 'utf8'));
const seconds = Math.round((performance.now() - started) / 1000);
console.log(`${total} cases for ${cases.length} laws in ${seconds} s. Findings: ${found}.`);
rmSync(folder, { recursive: true });
