import { setTimeout as delay } from 'node:timers/promises';
import { remove, set } from '../iproute2/plan-change.ts';
import { runIp, type IpCommand } from '../iproute2/run-ip.ts';
import type { HostLink } from '../observe/host-state.ts';
import type { HostTools } from '../observe/host-tools.ts';
import { observeLinks } from '../observe/observe-host.ts';

/** How a link is to be; what is not named may be as it is. */
export interface Wish {
  readonly name: string;
  readonly master?: string | null;
  readonly up?: boolean;
  readonly mtu?: number;
  readonly mac?: string;
  readonly stp?: boolean;
  /** Seconds. */
  readonly forwardDelay?: number;
}

/** NetworkManager lets go of ports and removes devices after it has answered. */
const patienceMs = 3_000;

/**
 * Sees to it that links are as wished: what NetworkManager did not do, or did beyond what was asked, is set by `ip`.
 * @throws Refusal with the kernel's own text
 */
export async function finish(tools: HostTools, wishes: readonly Wish[]): Promise<void> {
  await untilLinks(tools, (links) => wishes.every((wish) => released(wish, links)));
  const links = await observeLinks(tools);
  for (const wish of wishes) {
    const link = links.find(({ name }) => name === wish.name);
    if (link === undefined) continue;
    for (const command of missing(wish, link)) await runIp(tools, command);
  }
}

/** Removes what NetworkManager left of a link. */
export async function finishRemoval(tools: HostTools, name: string): Promise<void> {
  const gone = await untilLinks(tools, (links) => links.every((link) => link.name !== name));
  if (!gone) await runIp(tools, remove(name));
}

async function untilLinks(tools: HostTools, isSo: (links: readonly HostLink[]) => boolean): Promise<boolean> {
  const deadline = performance.now() + patienceMs;
  for (let pause = 5; ; pause *= 2) {
    if (isSo(await observeLinks(tools))) return true;
    if (performance.now() + pause > deadline) return false;
    await delay(pause);
  }
}

function released(wish: Wish, links: readonly HostLink[]): boolean {
  if (wish.master === undefined) return true;
  return links.every(({ name, master }) => name !== wish.name || master === wish.master);
}

function missing(wish: Wish, link: HostLink): readonly IpCommand[] {
  const { name, master, up, mtu, mac } = wish;
  return [
    ...(master === undefined || master === link.master ? [] : joining(link, master)),
    ...(mac === undefined || mac === link.mac ? [] : [set(name, 'address', mac)]),
    ...(mtu === undefined || mtu === link.mtu ? [] : [set(name, 'mtu', String(mtu))]),
    ...tree(wish, link),
    ...(up === undefined || up === link.up ? [] : [set(name, up ? 'up' : 'down')]),
  ];
}

function joining({ name, master: has }: HostLink, master: string | null): readonly IpCommand[] {
  const leave = has === null ? [] : [set(name, 'nomaster')];
  return master === null ? leave : [...leave, set(name, 'master', master)];
}

function tree({ name, stp, forwardDelay }: Wish, { bridge }: HostLink): readonly IpCommand[] {
  if (bridge === undefined) return [];
  const centiseconds = forwardDelay === undefined ? undefined : Math.round(forwardDelay * 100);
  const delays =
    centiseconds === undefined || centiseconds === bridge.forwardDelay
      ? []
      : [set(name, 'type', 'bridge', 'forward_delay', String(centiseconds))];
  const on = stp ?? bridge.stp !== 0;
  const turns = on === (bridge.stp !== 0) ? [] : [set(name, 'type', 'bridge', 'stp_state', on ? '1' : '0')];
  return on ? [...delays, ...turns] : [...turns, ...delays];
}

/** A link as it is now, but for its place. */
export function asItWas(link: HostLink | undefined): Partial<Wish> {
  return link === undefined ? {} : { up: link.up, mtu: link.mtu };
}
