import { normalize } from 'node:path/posix';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { safeRelativePath } from '../../src/git/safe-relative-path.ts';

test.each(['a', 'a/b.ts', 'genome/x/contract.d.ts', '.github/workflows/ci.yml', 'ünï/ço', 'a b', '...', '.gitignore'])(
  'accepts %j',
  (path) => {
    expect(safeRelativePath(path)).toBe(path);
  },
);

test.each([
  '',
  '/etc/passwd',
  '../x',
  'a/../b',
  'a/..',
  './a',
  'a//b',
  'a/',
  'a\\b',
  'C:\\x',
  'a\0b',
  'a\nb',
  '.git/config',
  'a/.GIT/hooks/x',
  'a\ud800',
  'x'.repeat(5000),
])('refuses %j', (path) => {
  expect(() => safeRelativePath(path)).toThrow(
    expect.objectContaining({ code: 'unsafe-path', exitStatus: 2 }) as Error,
  );
});

test('law: what is accepted is in normal form and never leaves its root', () => {
  const segment = fc.oneof(fc.constantFrom('.', '..', '', 'a', '.git', 'b.ts'), fc.string({ maxLength: 5 }));
  fc.assert(
    fc.property(fc.array(segment, { maxLength: 5 }), (segments) => {
      const path = segments.join('/');
      try {
        safeRelativePath(path);
      } catch {
        return;
      }
      expect(normalize(path)).toBe(path);
      expect(normalize(`/root/${path}`).startsWith('/root/')).toBe(true);
    }),
  );
});
