import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { hostDefaults } from '../../../src/organism/host/command-place.ts';
import { readHostConfig } from '../../../src/organism/host/host-config.ts';
import { initRepository } from '../../../src/git/init-repository.ts';
import { environment, temporaryFolder } from './host-fixture.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = temporaryFolder();
  file = path.join(folder, 'config.toml');
  environment('SG_CONFIG', file);
});

function configure(text: string): void {
  writeFileSync(file, text);
}

describe('the configuration of a host', () => {
  it('has /var/lib/sg for its state where it does not say', async () => {
    configure('kernel = "iproute2"\n');
    expect(await readHostConfig()).toEqual({ file, state: '/var/lib/sg', kernel: 'iproute2' });
  });

  it.each([
    ['a key nobody knows', 'kernal = "mock"', 'config-invalid', 'did you mean "kernel"'],
    ['a kernel nobody knows', 'kernel = "bsd"', 'config-invalid', 'kernel: '],
    ['a relative state', 'state = "sg"', 'config-invalid', 'absolute path'],
    ['a control character', 'remote = "a\\u001bb"', 'config-invalid', 'control characters'],
    ['a table', '[remote]\nurl = "x"', 'config-invalid', 'remote: '],
    ['what is no TOML', 'kernel = mock', 'config-syntax', 'config.toml:1:'],
  ])('is refused with %s', async (_, text, code, said) => {
    configure(text);
    await expect(readHostConfig()).rejects.toMatchObject({ code, exitStatus: 2 });
    await expect(readHostConfig()).rejects.toThrow(said);
  });

  it('is refused where everybody may write it', async () => {
    configure('kernel = "mock"\n');
    chmodSync(file, 0o666);
    await expect(readHostConfig()).rejects.toMatchObject({ code: 'config-writable', exitStatus: 3 });
  });

  it('must be there when SG_CONFIG names it', async () => {
    await expect(readHostConfig()).rejects.toMatchObject({ code: 'config-missing' });
  });
});

describe('where a command acts', () => {
  let state: string;
  beforeEach(() => {
    state = path.join(folder, 'state');
    mkdirSync(state);
    configure(`state = "${state}"\nkernel = "networkmanager"\n`);
  });

  async function repository(name: string, ...folders: readonly string[]): Promise<string> {
    const root = path.join(folder, name);
    await initRepository(root);
    for (const each of folders) mkdirSync(path.join(root, each), { recursive: true });
    return root;
  }

  it("is the host's state where one stands in no genome repository", async () => {
    expect(await hostDefaults(undefined, folder)).toMatchObject({ state, kernel: 'networkmanager' });
  });

  it('is not some other repository, such as a home under git', async () => {
    const home = await repository('home', 'Documents');
    expect(await hostDefaults(undefined, path.join(home, 'Documents'))).toMatchObject({ state });
  });

  it('is the clone one stands in, of which the configuration says nothing', async () => {
    const clone = await repository('clone', 'contracts/genes');
    expect(await hostDefaults(undefined, path.join(clone, 'contracts'))).toBeUndefined();
  });

  it('is the folder given, and the configuration counts only for its own state', async () => {
    const clone = await repository('clone', 'contracts');
    expect(await hostDefaults(clone, state)).toBeUndefined();
    expect(await hostDefaults(state, clone)).toMatchObject({ kernel: 'networkmanager' });
  });

  it('is the state also where one stands in it', async () => {
    await repository('state', '.sg/phenotype');
    expect(await hostDefaults(undefined, path.join(state, '.sg'))).toMatchObject({ state });
  });
});
