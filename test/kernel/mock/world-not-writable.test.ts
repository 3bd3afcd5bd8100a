import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { defaultWorld } from '../../../src/kernel/mock/default-world.ts';
import { saveWorld } from '../../../src/kernel/mock/world-file.ts';

it('a world that cannot be written is an error of the environment with a next step', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sg-world-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  writeFileSync(path.join(folder, 'file'), '');
  await expect(saveWorld(path.join(folder, 'file', 'world.json'), defaultWorld())).rejects.toMatchObject({
    code: 'world-not-writable',
    exitStatus: 4,
    hint: expect.stringContaining('Free space') as unknown,
  });
});
