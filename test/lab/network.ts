import { execFileSync, spawnSync } from 'node:child_process';

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
  const links = JSON.parse(ip('-json', 'link')) as { ifname: string }[];
  // The other end of a pair, and what stood on another, is gone when its turn comes: hence -force.
  batch(links.filter(({ ifname }) => ifname !== 'lo').map(({ ifname }) => `link delete dev ${ifname}`));
  // Down first: an MTU below the least of IPv4 has taken 127.0.0.1 away, which comes back as the loopback goes up.
  batch(['link set dev lo down mtu 65536', 'link set dev lo up', ...cards.flatMap((card, at) => pair(card, at))]);
}

function pair(card: string, at: number): readonly string[] {
  const macs = [`52:54:00:00:00:0${at}`, `52:54:00:ff:00:0${at}`] as const;
  return [
    `link add ${card} address ${macs[0]} type veth peer name wire${at} address ${macs[1]}`,
    ...[`wire${at}`, card].flatMap((name) => [`link set dev ${name} addrgenmode none`, `link set dev ${name} up`]),
  ];
}

/** Lines for one call of `ip`; what fails is passed over. */
function batch(lines: readonly string[]): void {
  spawnSync('ip', ['-force', '-batch', '-'], { input: lines.join('\n'), stdio: ['pipe', 'ignore', 'ignore'] });
}
