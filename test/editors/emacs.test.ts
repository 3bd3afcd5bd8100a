import path from 'node:path';
import { expect, test } from 'vitest';
import { expectedFault, expectedSights, expectRenamed, expectServerGone } from './session.ts';
import { blocksFor, Desk, versionOf } from './set-up.ts';

/** Emacs 28 has eglot from a package, later ones bring it. */
const hasEglot = versionOf('emacs', '--batch', '-f', 'package-initialize', '-l', 'eglot') !== undefined;

test.skipIf(!hasEglot)(
  'Emacs, set up as told: faults, quick fix, hover, definition, renaming, formatting',
  async () => {
    const desk = new Desk();
    const script = path.join(import.meta.dirname, 'emacs.el');
    const init = desk.put('init.el', blocksFor('Emacs', 'elisp').join('\n'));
    const args = ['--batch', '-f', 'package-initialize', '-l', init, '-l', script];
    const seen = await desk.edit('emacs', args, 'y\n'.repeat(4));
    expect(seen).toEqual({
      ...expectedSights,
      mode: 'sg-mode',
      diagnostics: [{ line: 40, message: expectedFault }],
    });
    expectRenamed(desk);
    await expectServerGone(desk);
  },
);
