import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../helpers/project-root.ts';

function answerOf(program: string): string {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [path.join(projectRoot, 'bin', program), '--version'],
    {
      cwd: projectRoot,
      encoding: 'utf8',
      timeout: 60_000,
    },
  );
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return stdout;
}

test('sg --version, which loads no command, says what the commands would say', () => {
  const said = answerOf('run.js');
  expect(said).toMatch(/^software-genomics\/\d/);
  expect(said).toBe(answerOf('dev.js'));
});
