import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '../helpers/project-root.ts';

const page = path.join(projectRoot, 'man/sg.1');

function mandoc(...args: readonly string[]): string {
  const { stdout, stderr } = spawnSync('mandoc', [...args, page], { encoding: 'utf8', timeout: 20_000 });
  return stdout + stderr;
}

/** Bold is a letter, a backspace and the letter again. */
function overstruck(text: string): string {
  const parts = text.split('\b');
  return parts.map((part, index) => (index < parts.length - 1 ? part.slice(0, -1) : part)).join('');
}

describe.runIf(spawnSync('mandoc', ['-T', 'lint', '/dev/null']).error === undefined)(
  'the manual page (skipped where mandoc is not installed)',
  () => {
    test('is sound', () => {
      // It has no date on purpose: it follows from the commands alone.
      expect(mandoc('-T', 'lint', '-W', 'warning')).not.toMatch(/ERROR|WARNING: (?!missing date)/);
    });

    test('reads as the commands do', () => {
      const text = overstruck(mandoc('-T', 'utf8'));
      expect(text).toContain('sg contract check [FILES...]');
      expect(text).toContain('--kernel');
    });
  },
);
