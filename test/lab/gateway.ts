import { spawn, spawnSync } from 'node:child_process';
import { ip } from './network.ts';

/** The gateway behind eth0, and another machine behind eth1, as the host knows them. */
export const gateway = '192.0.2.1';
export const other = '198.51.100.1';
const host = { management: '192.0.2.10', other: '198.51.100.10' };

const places = [
  { name: 'gateway', wire: 'wire0', address: gateway },
  { name: 'other', wire: 'wire1', address: other },
] as const;

/** Namespaces at the other ends of eth0 and eth1: the host's gateway, and a machine on another network. */
export function plugInGateway(): void {
  for (const { name, wire, address } of places) {
    ip('netns', 'add', name);
    ip('link', 'set', 'dev', wire, 'netns', name);
    ip('-n', name, 'address', 'add', `${address}/24`, 'dev', wire);
    ip('-n', name, 'link', 'set', 'dev', wire, 'up');
  }
}

export function unplugGateway(): void {
  for (const { name } of places) spawnSync('ip', ['netns', 'delete', name], { stdio: 'ignore' });
}

/** The host's own addresses and its default route, set by hand. */
export function addressHost(): void {
  ip('address', 'add', `${host.management}/24`, 'dev', 'eth0');
  ip('address', 'add', `${host.other}/24`, 'dev', 'eth1');
  ip('route', 'add', 'default', 'via', gateway);
}

/** Whether a packet of the gateway reaches the host and comes back. */
export function gatewayReaches(): boolean {
  return reaches('gateway', host.management);
}

/** The same of the other machine. */
export function otherReaches(): boolean {
  return reaches('other', host.other);
}

function reaches(from: string, address: string): boolean {
  const asked = ['netns', 'exec', from, 'ping', '-n', '-c', '1', '-W', '1', address];
  return spawnSync('ip', asked, { stdio: 'ignore' }).status === 0;
}

/** Packets sent five times a second until it is ended; gives the longest time without an answer, in seconds. */
export function watchFromGateway(): () => Promise<{ longestSilence: number }> {
  const args = ['netns', 'exec', 'gateway', 'ping', '-n', '-D', '-O', '-i', '0.2', '-W', '1', host.management];
  const child = spawn('ip', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    text += more;
  });
  const ended = new Promise<void>((resolve) =>
    child.once('close', () => {
      resolve();
    }),
  );
  return async () => {
    child.kill('SIGINT');
    await ended;
    const answered = [...text.matchAll(/^\[(\d+\.\d+)\] \d+ bytes from/gm)].map(([, at]) => Number(at));
    const pauses = answered.slice(1).map((at, before) => at - (answered[before] ?? at));
    return { longestSilence: Math.max(0, ...pauses) };
  };
}
