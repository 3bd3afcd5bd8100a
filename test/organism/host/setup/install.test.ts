import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { hostTools } from '../../../../src/kernel/observe/host-tools.ts';
import { parseHostConfig } from '../../../../src/organism/host/host-config.ts';
import {
  installHost,
  type InstallRequest,
  type InstallResult,
} from '../../../../src/organism/host/setup/install-host.ts';
import { uninstallHost, type UninstallResult } from '../../../../src/organism/host/setup/uninstall-host.ts';
import { unitNames } from '../../../../src/organism/host/setup/units.ts';
import { temporaryFolder } from '../host-fixture.ts';

const remote = 'https://git.example/genome.git';

let root: string;
beforeEach(() => {
  root = temporaryFolder();
});

function install(request: Partial<InstallRequest> = {}): Promise<InstallResult> {
  const usual = { remote, program: '/usr/bin/sg', running: [], root, start: true, dryRun: false };
  return installHost({ ...usual, ...request }, hostTools());
}

function uninstall(dryRun = false): Promise<UninstallResult> {
  return uninstallHost({ root, dryRun }, hostTools());
}

function below(...parts: readonly string[]): string {
  return path.join(root, ...parts);
}

/** Every file with its content and mode, every folder with its mode. */
function everything(folder = root): Readonly<Record<string, string>> {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true }).map((entry) => {
    const place = path.join(entry.parentPath, entry.name);
    const mode = statSync(place).mode.toString(8);
    return [place.slice(root.length), entry.isFile() ? `${mode} ${readFileSync(place, 'utf8')}` : mode] as const;
  });
  return Object.fromEntries(entries.sort());
}

function changes({ files, folders }: InstallResult): ReadonlySet<string> {
  return new Set([...files, ...folders].map(({ change }) => change));
}

describe('sg host install', () => {
  it('writes configuration, state folder and all units below --root', async () => {
    await install();
    const config = readFileSync(below('etc/sg/config.toml'), 'utf8');
    expect(parseHostConfig(config, 'config.toml')).toEqual({
      remote,
      phenotype: 'default',
      kernel: 'networkmanager',
      state: '/var/lib/sg',
      metrics: '/var/lib/sg/metrics/sg.prom',
    });
    expect(readdirSync(below('etc/systemd/system')).sort()).toEqual([...unitNames].sort());
    expect(statSync(below('var/lib/sg/.sg')).mode & 0o777).toBe(0o750);
    expect(statSync(below('var/lib/sg/metrics')).mode & 0o777).toBe(0o755);
  });

  it('changes nothing the second time', async () => {
    await install();
    const first = everything();
    const again = await install();
    expect(everything()).toEqual(first);
    expect(changes(again)).toEqual(new Set(['unchanged']));
  });

  it('--dry-run writes nothing and shows every file', async () => {
    const result = await install({ dryRun: true });
    expect(everything()).toEqual({});
    expect(result.files.map(({ change }) => change)).toEqual(
      Array.from({ length: 1 + unitNames.length }, () => 'create'),
    );
    const { text } = result.files.find((file) => file.path.endsWith('sg-pull.service'))!;
    expect(text).toContain('ExecStart=/usr/bin/sg pull\n');
  });

  it('keeps what a configuration says, to the byte, and adds what is missing', async () => {
    mkdirSync(below('etc/sg'), { recursive: true });
    const before = '# ours\nphenotype = "edge"   # the racks\nremote="/srv/genome.git"';
    writeFileSync(below('etc/sg/config.toml'), before);
    const result = await install({ phenotype: 'default', host: 'lab-1', remote: undefined });
    const text = readFileSync(below('etc/sg/config.toml'), 'utf8');
    expect(text.startsWith(`${before}\n`)).toBe(true);
    expect(parseHostConfig(text, 'f')).toEqual({ phenotype: 'edge', remote: '/srv/genome.git', host: 'lab-1' });
    expect(result.keptKeys).toEqual(['phenotype']);
    expect((await uninstall()).removed).not.toContain('/etc/sg/config.toml');
    expect(readFileSync(below('etc/sg/config.toml'), 'utf8')).toBe(text);
  });

  it('follows a new setting into the units, and leaves a unit alone that somebody changed', async () => {
    await install();
    const changed = below('etc/systemd/system/sg-push.timer');
    writeFileSync(changed, '[Timer]\nOnCalendar=daily\n');
    const result = await install({ program: '/opt/sg/bin/sg' });
    expect(readFileSync(below('etc/systemd/system/sg-push.service'), 'utf8')).toContain(
      'ExecStart=/opt/sg/bin/sg push\n',
    );
    expect(readFileSync(changed, 'utf8')).toBe('[Timer]\nOnCalendar=daily\n');
    expect(result.files.find((file) => file.change === 'kept')?.path).toBe('/etc/systemd/system/sg-push.timer');
  });

  it('leaves a masked unit masked', async () => {
    mkdirSync(below('etc/systemd/system'), { recursive: true });
    symlinkSync('/dev/null', below('etc/systemd/system/sg-push.timer'));
    await install();
    expect(readFileSync(below('etc/systemd/system/sg-push.timer'), 'utf8')).toBe('');
  });

  it.each([
    ['no remote', { remote: undefined }, 'remote-needed'],
    ['a remote that is none', { remote: 'ext::sh -c true' }, 'invalid-remote-address'],
    ['credentials in the address', { remote: 'https://me:secret@git.example/x.git' }, 'remote-with-credentials'],
    ['a state folder with ..', { state: '/var/lib/../lib/sg' }, 'config-invalid'],
    ['a phenotype that is none', { phenotype: '../x' }, 'config-invalid'],
    ['a line feed in a path', { metrics: '/var/x\nExecStart=/bin/sh' }, 'config-invalid'],
    ['a relative program', { program: 'sg' }, 'program-invalid'],
    ['a program in a home', { program: '/root/bin/sg' }, 'program-hidden'],
    ['a program in /tmp', { program: '/tmp/sg' }, 'program-hidden'],
    ['a line feed in the program', { program: '/usr/bin/sg\nUser=x' }, 'program-invalid'],
  ])('refuses %s and writes nothing', async (_, request: Partial<InstallRequest>, code) => {
    await expect(install(request)).rejects.toMatchObject({ code, exitStatus: 2 });
    expect(everything()).toEqual({});
  });

  it('refuses a configuration it does not understand, and leaves it', async () => {
    mkdirSync(below('etc/sg'), { recursive: true });
    writeFileSync(below('etc/sg/config.toml'), 'remote = "/srv/x.git"\nphenotyp = "edge"\n');
    const message = expect.stringContaining('did you mean "phenotype"') as unknown;
    await expect(install()).rejects.toMatchObject({ code: 'config-invalid', message });
    expect(existsSync(below('etc/systemd'))).toBe(false);
  });
});

describe('sg host uninstall', () => {
  it('takes away all that an install wrote', async () => {
    await install();
    const result = await uninstall();
    expect(result.kept).toEqual([]);
    // What mkdir made on the way belongs to the system.
    expect(Object.keys(everything())).toEqual(['/etc', '/etc/systemd', '/var', '/var/lib']);
    expect(result.removed).toContain('/etc/sg/config.toml');
  });

  it('leaves what was changed, and what was learnt', async () => {
    await install();
    writeFileSync(below('etc/systemd/system/sg-pull.timer'), '[Timer]\nOnCalendar=daily\n');
    mkdirSync(below('var/lib/sg/.sg/ledger'));
    writeFileSync(below('var/lib/sg/.sg/ledger/1.ledger'), 'kept');
    writeFileSync(below('etc/sg/environment'), 'SG_TOKEN=x');
    const result = await uninstall();
    expect(readFileSync(below('var/lib/sg/.sg/ledger/1.ledger'), 'utf8')).toBe('kept');
    expect(existsSync(below('etc/sg/environment'))).toBe(true);
    expect(readdirSync(below('etc/systemd/system'))).toEqual(['sg-pull.timer']);
    expect([...result.kept].sort()).toEqual([
      '/etc/sg',
      '/etc/systemd/system',
      '/etc/systemd/system/sg-pull.timer',
      '/var/lib/sg',
      '/var/lib/sg/.sg',
    ]);
    expect(existsSync(below('etc/sg/config.toml'))).toBe(false);
  });

  it('--dry-run tells and takes nothing', async () => {
    await install();
    const before = everything();
    expect((await uninstall(true)).removed).toHaveLength(1 + unitNames.length);
    expect(everything()).toEqual(before);
  });

  it('removes nothing on the word of a record that is damaged', async () => {
    await install();
    const record = below('var/lib/sg/.sg/installed.json');
    writeFileSync(record, readFileSync(record, 'utf8').replace('"version": 1', '"version": 2'));
    expect(await uninstall()).toMatchObject({ removed: [], kept: [] });
    expect(existsSync(below('etc/sg/config.toml'))).toBe(true);
    rmSync(record, { force: true });
    expect((await install()).files.every(({ change }) => change === 'unchanged')).toBe(true);
    chmodSync(below('etc/sg'), 0o755);
    // Units are recognised again; the configuration may be anybody's.
    expect(await uninstall()).toMatchObject({ kept: [] });
    expect(readdirSync(below('etc/sg'))).toEqual(['config.toml']);
  });
});
