import { chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { beforeEach, describe, expect, it } from 'vitest';
import { assertOnlyRootWrites, resolvedProgram } from '../../../../src/organism/host/setup/program-path.ts';
import { temporaryFolder } from '../host-fixture.ts';

describe('a program that services run as root', () => {
  let folder: string;
  let program: string;

  beforeEach(() => {
    folder = temporaryFolder();
    mkdirSync(path.join(folder, 'bin'), { mode: 0o755 });
    program = path.join(folder, 'bin', 'sg');
    writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 });
  });

  it('is fine where only its owner can write, also below a sticky folder', async () => {
    await expect(assertOnlyRootWrites([program])).resolves.toBeUndefined();
  });

  it('is refused where everybody can write it', async () => {
    chmodSync(program, 0o757);
    await expect(assertOnlyRootWrites([program])).rejects.toMatchObject({ code: 'program-not-safe' });
  });

  it('is refused where everybody can exchange it', async () => {
    chmodSync(path.join(folder, 'bin'), 0o777);
    const details = { path: path.join(folder, 'bin') };
    await expect(assertOnlyRootWrites([program])).rejects.toMatchObject({ code: 'program-not-safe', details });
  });

  it.skipIf(process.getuid?.() !== 0)("is refused where it is somebody else's [needs root]", async () => {
    chownSync(program, 65_534, 65_534);
    await expect(assertOnlyRootWrites([program])).rejects.toMatchObject({ code: 'program-not-safe' });
  });

  it('is named by where it lies, not by a link to it', async () => {
    const link = path.join(folder, 'link');
    symlinkSync(program, link);
    expect(await resolvedProgram([link])).toEqual(await resolvedProgram([program]));
    await expect(resolvedProgram([path.join(folder, 'none')])).rejects.toMatchObject({ code: 'program-missing' });
  });
});
