import path from 'node:path';
import { expect, test } from 'vitest';
import { expectedFault, expectedSights, expectRenamed, expectServerGone } from './session.ts';
import { blocksFor, Desk, isAtLeast, versionOf } from './set-up.ts';

const version = versionOf('nvim');
const [current = '', older = ''] = blocksFor('Neovim', 'lua');

/** The versions that each of the set-ups is for. */
const setUps = [
  ['from version 0.11', current, version !== undefined && isAtLeast(version, 0, 11)],
  ['from version 0.7', older, version !== undefined && isAtLeast(version, 0, 7)],
] as const;

for (const [name, setUp, fits] of setUps) {
  test.skipIf(!fits)(
    `Neovim, set up as ${name}: faults, quick fix, hover, definition, renaming, formatting`,
    async () => {
      const desk = new Desk();
      const script = path.join(import.meta.dirname, 'neovim.lua');
      const init = desk.put('init.lua', setUp);
      const seen = await desk.edit('nvim', ['--headless', '-u', init, '-c', `luafile ${script}`]);
      expect(seen).toEqual({
        ...expectedSights,
        filetype: 'sg',
        diagnostics: [{ line: 40, code: 'unknown-parameter', source: 'sg', message: expectedFault }],
      });
      expectRenamed(desk);
      await expectServerGone(desk);
    },
  );
}
