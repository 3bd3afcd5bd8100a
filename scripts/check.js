// Every check of the house, one after the other; all of them run, then the failed ones are named.
// `--without-tests` leaves out the test suite, for callers that run it themselves.
import { root, runProgram, tool } from './run-step.js';

const checks = [
  ['types', tool('tsc'), ['-p', 'tsconfig.json']],
  ['allele types', tool('tsc'), ['-p', 'genome/tsconfig.json']],
  ['lint', tool('eslint'), ['.']],
  ['format', tool('prettier'), ['--check', '--log-level=warn', '.']],
  ['layers', tool('depcruise'), ['src', '--config', '.dependency-cruiser.js']],
  ['unused', tool('knip'), []],
  ['generated files', process.execPath, ['scripts/generate.js', '--check']],
  ['contracts', process.execPath, ['bin/run.js', 'contract', 'check']],
  ['package', tool('publint'), ['--strict']],
  ['workflows', process.execPath, ['scripts/lint-workflows.js']],
];
if (!process.argv.includes('--without-tests')) checks.push(['tests', tool('vitest'), ['run']]);

const failed = [];
if ((await runProgram(process.execPath, ['scripts/build.js'], { cwd: root })) !== 0) failed.push('build');
for (const [name, command, args] of checks) {
  const started = performance.now();
  const status = await runProgram(command, args, { cwd: root });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
  if (status !== 0) failed.push(name);
}
if (failed.length > 0) {
  console.error(`Failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
