import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeLab } from '../lab.ts';
import {
  activeProfiles,
  freshManagedNetwork,
  savedProfiles,
  startLabManager,
  startManager,
  stopManager,
} from '../manager.ts';
import { cards, freshNetwork, ip } from '../network.ts';

// The built program, as a host has it: bonds and VLANs need a kernel that only the guest has, and loading sg's sources
// there would take longer than the runs.

const root = path.join(import.meta.dirname, '../../..');
const server = '{"nic": ["eth1", "eth2", "eth3"]}';

let genome: string;

/** The network genome with windows that a test can wait for. */
beforeAll(() => {
  genome = mkdtempSync(path.join(tmpdir(), 'sg-uml-'));
  for (const folder of ['contracts', 'genome', 'phenotypes']) {
    cpSync(path.join(root, folder), path.join(genome, folder), { recursive: true });
  }
  execFileSync('git', ['init', '--quiet', genome]);
  for (const name of readdirSync(path.join(genome, 'contracts'), { recursive: true }).map(String)) {
    if (!name.endsWith('.sg')) continue;
    const file = path.join(genome, 'contracts', name);
    const text = readFileSync(file, 'utf8')
      .replaceAll(/within \d+s/g, 'within 2s')
      .replace(/(samples +int =) \d+/, '$1 2')
      .replace(/(interval_seconds +int =) \d+/, '$1 1');
    writeFileSync(file, text);
  }
});

afterAll(() => {
  rmSync(genome, { recursive: true, force: true });
});

interface Answer {
  readonly ok: boolean;
  readonly empty?: boolean;
  readonly [key: string]: unknown;
}

async function sg(kernel: string, ...args: readonly string[]): Promise<Answer> {
  const words = [path.join(root, 'bin/run.js'), ...args, '--kernel', kernel, '-C', genome, '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, words, { timeout: 900_000 }).catch(
    (error: unknown) => {
      const { stdout: said, stderr } = error as { stdout: string; stderr: string };
      throw new Error(`sg ${args.join(' ')}: ${said}\n${stderr}`, { cause: error });
    },
  );
  return JSON.parse(stdout) as Answer;
}

/** What stands on what, by the kernel's own word: `storage.100` on `storage`, a port of `br100`. */
function links(): Readonly<Record<string, string>> {
  const rows = JSON.parse(ip('-json', '-details', 'link')) as readonly {
    ifname: string;
    link?: string;
    master?: string;
    flags: readonly string[];
    linkinfo?: { info_kind?: string };
  }[];
  const told = rows
    .filter(({ ifname }) => ifname !== 'lo' && !ifname.startsWith('wire'))
    .map(({ ifname, link, master, flags, linkinfo }) => {
      const kind = linkinfo?.info_kind ?? '';
      const below = kind === 'vlan' ? [`on ${link ?? ''}`] : [];
      const state = flags.includes('UP') ? 'up' : 'down';
      return [ifname, [kind, state, ...below, ...(master === undefined ? [] : [`in ${master}`])].join(' ')] as const;
    });
  return Object.fromEntries(told);
}

const productionServer = {
  eth1: 'veth up in management',
  eth2: 'veth up in storage',
  eth3: 'veth up in storage',
  management: 'bridge up',
  storage: 'bond up',
  'storage.100': 'vlan up on storage in br100',
  'storage.200': 'vlan up on storage in br200',
  'storage.300': 'vlan up on storage in br300',
  br100: 'bridge up',
  br200: 'bridge up',
  br300: 'bridge up',
};

describeLab('uml', 'the program on the iproute2 kernel', () => {
  beforeEach(freshNetwork);

  it('deploys production_server, and again finds nothing to do', async () => {
    expect(await sg('iproute2', 'deploy', 'production_server', '--input', server)).toMatchObject({ ok: true });
    expect(links()).toMatchObject(productionServer);
    const before = links();
    expect(await sg('iproute2', 'deploy', 'production_server', '--input', server)).toMatchObject({
      ok: true,
      empty: true,
    });
    expect(links()).toEqual(before);
  });
});

describeLab('uml', 'the program on the networkmanager kernel', () => {
  beforeAll(startLabManager, 240_000);
  afterAll(() => stopManager(), 60_000);
  beforeEach(freshManagedNetwork, 60_000);

  /** As when the host starts: nothing is there but the cards and what the profiles say. */
  async function startHostAnew(devices: readonly string[]): Promise<void> {
    await stopManager();
    for (const device of devices) ip('link', 'delete', 'dev', device);
    for (const card of cards) ip('link', 'set', 'dev', card, 'down');
    rmSync('/run/NetworkManager/devices', { recursive: true, force: true });
    await startManager();
  }

  it('a bond and a bridge on its VLAN come again when the host starts', async () => {
    const bond = '{"bond_name": "bond0", "members": ["eth1", "eth2"]}';
    expect(await sg('networkmanager', 'run', 'provision_bond', '--input', bond)).toMatchObject({ ok: true });
    const vlan = '{"trunk": "bond0", "vlan": 5}';
    expect(await sg('networkmanager', 'run', 'provision_vlan_bridge', '--input', vlan)).toMatchObject({ ok: true });
    const made = { bond0: 'bond up', 'bond0.5': 'vlan up on bond0 in br5', br5: 'bridge up', eth1: 'veth up in bond0' };
    expect(links()).toMatchObject(made);
    const profiles = ['bond0', 'bond0.5', 'br5', 'eth1', 'eth2'];
    expect(savedProfiles()).toEqual(profiles.map((name) => `sg-${name}`));

    await startHostAnew(['br5', 'bond0.5', 'bond0']);

    const active = profiles.map((name) => `${name}:sg-${name}`).sort();
    await expect.poll(activeProfiles, { timeout: 60_000, interval: 500 }).toEqual(active);
    await expect.poll(links, { timeout: 60_000, interval: 500 }).toMatchObject(made);
  });

  // Some minutes: the guest has one processor, and NetworkManager and sg share it.
  it.runIf(process.env['LAB_FULL'] === '1')(
    'deploys production_server, which comes again (LAB_FULL=1)',
    async () => {
      expect(await sg('networkmanager', 'deploy', 'production_server', '--input', server)).toMatchObject({ ok: true });
      expect(links()).toMatchObject(productionServer);
      const profiles = savedProfiles();

      await startHostAnew(['br100', 'br200', 'br300', 'management', 'storage']);

      expect(savedProfiles()).toEqual(profiles);
      await expect.poll(links, { timeout: 120_000, interval: 500 }).toMatchObject(productionServer);
    },
    1_200_000,
  );
});
