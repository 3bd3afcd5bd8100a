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

/** Network namespaces that some process is in; ones that can't be read belong to processes on their way out. */
function networks(): readonly string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const names = pids.flatMap((pid) => {
    try {
      return [readlinkSync(`/proc/${pid}/ns/net`)];
    } catch {
      return [];
    }
  });
  return [...new Set(names)].sort();
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
      const known = networks();
      const lab = spawn('unshare', [...flags, 'sleep', '1000'], { stdio: 'ignore', env: { ...process.env, LAB_NM } });
      await until(() => networks().some((name) => !known.includes(name)));
      expect(networks().filter((name) => !known.includes(name))).toHaveLength(1);
      lab.kill('SIGKILL');
      await once(lab, 'close');
      await until(() => networks().every((name) => known.includes(name)));
      expect(networks().filter((name) => !known.includes(name))).toEqual([]);
      expect(traces()).toEqual(before);
    });
  }
});
