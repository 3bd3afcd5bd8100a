import { execFileSync } from 'node:child_process';

/** Runs `ip` in the lab. */
export function ip(...args: readonly string[]): string {
  return execFileSync('ip', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Runs `bridge` in the lab. */
export function bridge(...args: readonly string[]): string {
  return execFileSync('bridge', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

export const cards = ['eth0', 'eth1', 'eth2', 'eth3'] as const;

/**
 * A network as the lab starts: the loopback and four cards, up, with the addresses of the mock's development world. The
 * wires' own ends have no IPv6, so that nothing is heard on a card that nobody sent.
 */
export function freshNetwork(): void {
  const links = JSON.parse(ip('-json', 'link')) as { ifname: string; linkinfo?: unknown }[];
  for (const { ifname } of links) if (ifname !== 'lo') remove(ifname);
  ip('link', 'set', 'dev', 'lo', 'up', 'mtu', '65536');
  for (const [at, name] of cards.entries()) {
    const [card, wire] = [`52:54:00:00:00:0${at}`, `52:54:00:ff:00:0${at}`];
    ip('link', 'add', name, 'address', card, 'type', 'veth', 'peer', 'name', `wire${at}`, 'address', wire);
    ip('link', 'set', 'dev', `wire${at}`, 'addrgenmode', 'none');
    ip('link', 'set', 'dev', name, 'addrgenmode', 'none');
    ip('link', 'set', 'dev', `wire${at}`, 'up');
    ip('link', 'set', 'dev', name, 'up');
  }
}

/** The other end of a pair, and what stood on another, is gone already. */
function remove(name: string): void {
  try {
    ip('link', 'delete', 'dev', name);
  } catch {
    return;
  }
}
