import { readFileSync } from 'node:fs';
import type { HostTools } from '../observe/host-tools.ts';
import { ipRefusal } from './ip-error.ts';

/** Arguments of one call of `ip`. Names stand behind keywords (`dev`, `name`, `master`), never where an option could. */
export type IpCommand = readonly string[];

/** @throws Refusal with the kernel's own text */
export async function runIp(tools: HostTools, command: IpCommand): Promise<void> {
  const { status, stderr } = await tools.run('ip', command);
  if (status !== 0) throw ipRefusal(stderr, mayAdministerNetwork());
}

/** CAP_NET_ADMIN, include/uapi/linux/capability.h. */
const netAdmin = 12n;

/** Whether this process may change links: root, or the capability alone. */
export function mayAdministerNetwork(): boolean {
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(readStatus())?.[1];
  return effective !== undefined && ((BigInt(`0x${effective}`) >> netAdmin) & 1n) === 1n;
}

function readStatus(): string {
  try {
    return readFileSync('/proc/self/status', 'utf8');
  } catch {
    return '';
  }
}
