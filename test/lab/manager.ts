import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { openSync } from 'node:fs';
import { vi } from 'vitest';
import { gateway } from './gateway.ts';
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

/** The interface behind which the gateway is, as an administrator sets it up: its profile is called `management`. */
export function profileForManagement(): void {
  const ip4 = ['ipv4.method', 'manual', 'ipv4.addresses', '192.0.2.10/24', 'ipv4.gateway', gateway];
  const common = ['con-name', 'management', 'ifname', 'eth0', 'ipv6.method', 'disabled'];
  nmcli('connection', 'add', 'type', 'ethernet', ...common, ...ip4);
  nmcli('connection', 'up', 'management');
}

/** The network as the lab starts, known to NetworkManager, without profiles. */
export async function freshManagedNetwork(): Promise<void> {
  endCheckpoints();
  const uuids = nmcli('-t', '-f', 'UUID,NAME', 'connection', 'show').trim().split('\n');
  for (const line of uuids) if (!line.endsWith(':lo')) remove(line.split(':')[0] ?? '');
  freshNetwork();
  await untilManaged();
}

/** Everybody's: nobody else is in the lab. */
function endCheckpoints(): void {
  const manager = ['--dest=org.freedesktop.NetworkManager', '/org/freedesktop/NetworkManager'];
  const destroy = ['org.freedesktop.NetworkManager.CheckpointDestroy', 'objpath:/'];
  spawnSync('dbus-send', ['--system', '--print-reply', ...manager, ...destroy], { stdio: 'ignore' });
}

/** What goes with its controller is gone when its turn comes. */
function remove(uuid: string): void {
  spawnSync('nmcli', ['connection', 'delete', 'uuid', uuid], { stdio: 'ignore' });
}

/** As its service would: the lab has no systemd. */
export async function startManager(): Promise<void> {
  const log = openSync('/run/NetworkManager/nm.log', 'a');
  spawn('NetworkManager', ['--no-daemon'], { stdio: ['ignore', log, log], detached: true }).unref();
  await until(runs);
}

/** @param signal SIGKILL: without a chance to leave anything in order */
export async function stopManager(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  process.kill(managerPid(), signal);
  await until(() => !runs());
}

export async function restartManager(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  await stopManager(signal);
  await startManager();
}

export function managerPid(): number {
  const call = ['--system', '--print-reply=literal', '--dest=org.freedesktop.DBus', '/org/freedesktop/DBus'];
  const ask = ['org.freedesktop.DBus.GetConnectionUnixProcessID', 'string:org.freedesktop.NetworkManager'];
  const answer = execFileSync('dbus-send', [...call, ...ask], { encoding: 'utf8' });
  return Number(/uint32 (\d+)/.exec(answer)?.[1]);
}

function runs(): boolean {
  return spawnSync('nmcli', ['-t', 'general', 'status'], { stdio: 'ignore' }).status === 0;
}

/** Until NetworkManager has seen the cards and left them alone. */
async function untilManaged(): Promise<void> {
  const atRest = /^eth\d:(disconnected|connected)$/gm;
  await until(() => nmcli('-t', '-f', 'DEVICE,STATE', 'device').match(atRest)?.length === 4);
}

async function until(isSo: () => boolean): Promise<void> {
  await vi.waitUntil(isSo, { timeout: 20_000, interval: 50 });
}

/** In a lab that was started without one: a bus and a NetworkManager (start-manager.sh). */
export async function startLabManager(): Promise<void> {
  const address = 'unix:path=/run/NetworkManager/lab-bus.sock';
  // Another file of tests had one: its bus is there.
  if (process.env['DBUS_SYSTEM_BUS_ADDRESS'] === address) {
    await startManager();
    return;
  }
  const here = import.meta.dirname;
  const script = `set -e; here=${here}; . "$here/start-manager.sh"`;
  await new Promise<void>((resolve, reject) => {
    const child = spawn('bash', ['-c', script], { stdio: ['ignore', 'ignore', 'inherit'], detached: true });
    child.once('exit', (status) => {
      if (status === 0) resolve();
      else reject(new Error(`start-manager.sh ended with ${String(status)}`));
    });
  });
  process.env['DBUS_SYSTEM_BUS_ADDRESS'] = address;
}
