// The whole test suite against the built program: builds, then runs vitest with whatever arguments were given.
import { root, runProgram, tool } from './run-step.js';

const reporters = ['--reporter=default', '--reporter=json', '--outputFile.json=node_modules/.cache/sg-tests.json'];
const built = await runProgram(process.execPath, ['scripts/build.js'], { cwd: root });
process.exitCode =
  built === 0
    ? await runProgram(tool('vitest'), ['run', ...reporters, ...process.argv.slice(2)], { cwd: root })
    : built;
