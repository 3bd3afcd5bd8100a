import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { projectRoot } from '../../helpers/project-root.ts';
import { describeLab } from '../lab.ts';

const inside = path.join(projectRoot, 'test/lab/inside.sh');
const flags = ['--net', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child', inside];

const ours = readlinkSync('/proc/self/ns/net');

/** The network namespace of a process; none of one on its way out. */
function networkOf(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return undefined;
  }
}

function nameOf(pid: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return undefined;
  }
}

function childrenOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  } catch {
    return [];
  }
}

function family(pid: string): readonly string[] {
  return [pid, ...childrenOf(pid).flatMap(family)];
}

/** Network namespaces a process and its descendants made: labs beside this one come and go, and are not looked at. */
function networksMadeBy(pid: string): readonly string[] {
  const networks = family(pid).flatMap((member) => networkOf(member) ?? []);
  return [...new Set(networks)].filter((network) => network !== ours);
}

function inhabited(networks: readonly string[]): boolean {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.some((pid) => networks.includes(networkOf(pid) ?? ''));
}

function traces(): object {
  const links = JSON.parse(execFileSync('ip', ['-j', 'link'], { encoding: 'utf8' })) as { ifname: string }[];
  return { links: links.map(({ ifname }) => ifname), mounts: readFileSync('/proc/self/mounts', 'utf8') };
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition() && tries < 200; tries += 1) await delay(50);
}

describeLab('host', 'a namespace lab', () => {
  for (const [how, LAB_NM] of [
    ['with NetworkManager', '1'],
    ['without it', '0'],
  ] as const) {
    it(`${how} leaves nothing behind, also when it is killed`, async () => {
      const before = traces();
      const lab = spawn('unshare', [...flags, 'sleep', '1000'], { stdio: 'ignore', env: { ...process.env, LAB_NM } });
      const made = (): readonly string[] => networksMadeBy(String(lab.pid));
      await until(() => family(String(lab.pid)).some((pid) => nameOf(pid) === 'sleep'));
      const networks = made();
      expect(networks).toHaveLength(1);
      lab.kill('SIGKILL');
      await once(lab, 'close');
      await until(() => !inhabited(networks));
      expect(inhabited(networks)).toBe(false);
      expect(traces()).toEqual(before);
    });
  }
});
