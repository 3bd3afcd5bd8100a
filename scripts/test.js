// The test suite. Without arguments: every room, in this process's own workers. `--processes`: the built program, started
// as users start it. Further arguments go to vitest.
import { root, runProgram, tool } from './run-step.js';

const processes = process.argv.includes('--processes');
const rest = process.argv.slice(2).filter((argument) => argument !== '--processes');
const projects = processes ? ['--project=processes'] : ['--project=rooms', '--project=isolated'];
const report = `node_modules/.cache/${processes ? 'sg-process-tests' : 'sg-tests'}.json`;
const args = ['run', ...projects, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...rest];
const built = processes ? await runProgram(process.execPath, ['scripts/build.js'], { cwd: root }) : 0;
process.exitCode = built === 0 ? await runProgram(tool('vitest'), args, { cwd: root }) : built;
