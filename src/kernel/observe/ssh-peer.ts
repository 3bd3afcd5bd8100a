import { readFileSync } from 'node:fs';
import { parseIp } from '../ip-address.ts';
import { isDeviceName } from '../names.ts';

/** The other end of the ssh session that this process was started from. */
export interface SshPeer {
  readonly address: string;
  /** Of a link-local address. */
  readonly device?: string;
}

/** sudo keeps SSH_CONNECTION from its child, not from its parents. */
const mostParents = 32;

/**
 * From SSH_CONNECTION (sshd(8): client address and port, server address and port) of this process or the nearest parent
 * that has one. Who sets it for himself protects an interface more, never one less.
 */
export function sshPeer(proc = '/proc', pid: number = process.pid): SshPeer | undefined {
  let at = pid;
  for (let step = 0; step < mostParents && at > 0; step += 1) {
    const found = /^SSH_CONNECTION=(\S+) /m.exec(read(`${proc}/${at}/environ`).replaceAll('\0', '\n'))?.[1];
    if (found !== undefined) return readPeer(found);
    at = Number(/^PPid:\s*(\d+)$/m.exec(read(`${proc}/${at}/status`))?.[1] ?? 0);
  }
  return undefined;
}

function readPeer(text: string): SshPeer | undefined {
  const [address = '', device] = text.split('%');
  if (parseIp(address) === undefined) return undefined;
  return device !== undefined && isDeviceName(device) ? { address, device } : { address };
}

/** Of another user's process, or one that has ended: nothing. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
