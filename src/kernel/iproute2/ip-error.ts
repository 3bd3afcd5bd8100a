import type { KernelErrorCode } from '../../errors/kernel-error.ts';
import { Refusal } from '../refusal.ts';

/**
 * What `ip` prints, as a refusal with the kernel's own text. Where the kernel gives an extended acknowledgement, `ip` prints
 * that instead of the errno, so some texts stand for themselves. Sources: net/core/rtnetlink.c, net/8021q/vlan.c,
 * net/core/dev.c, and strerror(3).
 */
export function ipRefusal(stderr: string, mayAdminister: boolean): Refusal {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const text = (
    lines.find((line) => /^(RTNETLINK answers|Error):|^Cannot find|^Device /.test(line)) ??
    lines.at(-1) ??
    ''
  ).trim();
  const message = text === '' ? 'ip failed without a message' : text.slice(0, 500);
  if (/Operation not permitted$/.test(message) && !mayAdminister) return notAllowed(message);
  return new Refusal(codeOf(message), message);
}

function notAllowed(message: string): Refusal {
  return new Refusal('EUNAVAILABLE', `${message}: changing the network needs root, or the capability CAP_NET_ADMIN`);
}

const codes: readonly (readonly [RegExp, KernelErrorCode])[] = [
  [/File exists|VLAN device already exists/, 'EEXIST'],
  [/^Cannot find device|does not exist\.?$|No such device/, 'ENODEV'],
  [/Device or resource busy|already (a|in use|enslaved)/, 'EBUSY'],
  [/Operation not permitted/, 'EPERM'],
  [/Connection timed out/, 'ETIMEDOUT'],
  // The driver is neither loaded nor can be: `modprobe bonding`, `8021q`, `bridge`.
  [/Unknown device type|No buffer space available|Cannot allocate memory|Cannot open netlink/, 'EUNAVAILABLE'],
];

function codeOf(message: string): KernelErrorCode {
  return codes.find(([form]) => form.test(message))?.[1] ?? 'EINVAL';
}
