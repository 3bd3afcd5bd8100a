import { execFileSync } from 'node:child_process';
import { freshNetwork } from './network.ts';

/** Runs `nmcli` in the lab. */
export function nmcli(...args: readonly string[]): string {
  return execFileSync('nmcli', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Devices and the profiles they are active with: `eth1:sg-eth1`. */
export function activeProfiles(): readonly string[] {
  const lines = nmcli('-t', '-f', 'DEVICE,NAME', 'connection', 'show', '--active').trim().split('\n');
  return lines.filter((line) => !line.startsWith('lo:')).sort();
}

/** Names of the profiles on the disk. */
export function savedProfiles(): readonly string[] {
  const lines = nmcli('-t', '-f', 'NAME,FILENAME', 'connection', 'show').trim().split('\n');
  return lines.flatMap((line) => (line.includes(':/etc/') ? [line.slice(0, line.indexOf(':'))] : [])).sort();
}

/** The network as the lab starts, known to NetworkManager, without profiles. */
export async function freshManagedNetwork(): Promise<void> {
  const uuids = nmcli('-t', '-f', 'UUID,NAME', 'connection', 'show').trim().split('\n');
  for (const line of uuids) if (!line.endsWith(':lo')) nmcli('connection', 'delete', 'uuid', line.split(':')[0] ?? '');
  freshNetwork();
  await untilManaged();
}

/** Until NetworkManager has seen the cards and left them alone. */
export async function untilManaged(): Promise<void> {
  const { expect } = await import('vitest');
  await expect
    .poll(() => nmcli('-t', '-f', 'DEVICE,STATE', 'device'), { timeout: 10_000, interval: 50 })
    .toMatch(/(^eth\d:(disconnected|connected)\n(.*\n)*?){4}/m);
}
