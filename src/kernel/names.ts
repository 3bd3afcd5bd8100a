/** IFNAMSIZ - 1 (include/uapi/linux/if.h). */
const maxNameBytes = 15;

/**
 * Names the kernel or its tools give a meaning of their own: `/proc/sys/net/ipv4/conf/{all,default}` would collide
 * (EINVAL, seen on Linux 6.18), and `/sys/class/net/bonding_masters` is the bonding driver's control file.
 */
const reserved = new Set(['.', '..', 'all', 'default', 'bonding_masters']);

/**
 * Says what is wrong with an interface name, or `undefined` when the kernel would take it.
 *
 * Source: `dev_valid_name` in net/core/dev.c: 1 to 15 bytes, not `.` or `..`, no `/`, no `:`, no white space. Its white
 * space is that of the kernel's ctype table, where byte 0xA0 counts too, so that `à` (C3 A0) is refused (seen on 6.18).
 * Two rules are narrower than the kernel's: `%`, which makes a name a template (`a%d` became `a0` on 6.18), and control
 * characters, which the kernel takes and no terminal should be handed.
 */
export function deviceNameFault(name: string): string | undefined {
  if (plain.test(name)) return reserved.has(name) ? `the name "${name}" is reserved` : undefined;
  return unusualNameFault(name);
}

/** The names that need no closer look: ASCII, at most 15 characters. */
const plain = /^[A-Za-z0-9._-]{1,15}$/;

function unusualNameFault(name: string): string | undefined {
  if (name === '') return 'the name is empty';
  if (/\p{Cs}/u.test(name)) return 'the name is not well-formed Unicode';
  const bytes = Buffer.byteLength(name);
  if (bytes > maxNameBytes) return `the name has ${bytes} bytes, at most ${maxNameBytes} are allowed`;
  for (const character of name) {
    if (forbidden.has(character)) return `the name contains "${character}"`;
    if (/\s/u.test(character) || Buffer.from(character).includes(0xa0)) return 'the name contains white space';
    if (/\p{Cc}/u.test(character)) return 'the name contains a control character';
  }
  return undefined;
}

const forbidden = new Set(['/', ':', '%']);

export function isDeviceName(name: string): boolean {
  return deviceNameFault(name) === undefined;
}
