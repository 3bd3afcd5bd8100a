import { parseIp } from '../ip-address.ts';
import type { DeviceName } from '../network.ts';
import type { Reach, WayOut } from '../reach.ts';
import { Refusal } from '../refusal.ts';
import { arpFromHost } from './arp-from-host.ts';
import type { HostRoute } from './host-state.ts';
import type { HostTools } from './host-tools.ts';
import { observeRoutes } from './observe-paths.ts';
import { probeFromHost } from './probe-host.ts';
import { routeTo, type RouteFound } from './route-to.ts';
import { sshPeer } from './ssh-peer.ts';

const timeoutSeconds = 1;

/** How this host is reached: its default routes, those router advertisements bring included, and the way to the ssh peer. */
export function hostReach(tools: HostTools, peer: typeof sshPeer = sshPeer): Reach {
  return {
    waysOut: async () => [...defaultRoutes(await observeRoutes(tools)), ...(await sessionWay(tools, peer()))],
    answers: async (target, from) => {
      const route = from === undefined ? await routeTo(tools, target) : { device: from, via: null };
      if (route === undefined) return null;
      return (await anyAnswer(tools, target, from, route)) ? route.device : null;
    },
  };
}

function defaultRoutes(routes: readonly HostRoute[]): readonly WayOut[] {
  return routes
    .filter(({ destination, type }) => destination === 'default' && type === 'unicast')
    .flatMap(({ family, hops }) =>
      hops.map(({ via, device }) => ({ purpose: 'default-route' as const, family, via, device })),
    );
}

async function sessionWay(tools: HostTools, peer: ReturnType<typeof sshPeer>): Promise<readonly WayOut[]> {
  if (peer === undefined) return [];
  const route = peer.device === undefined ? await routeTo(tools, peer.address) : { device: peer.device, via: null };
  // Somebody who came in through the host itself can't be cut off.
  if (route === undefined || route.device === 'lo') return [];
  return [{ purpose: 'session', family: parseIp(peer.address)?.family ?? 'inet', ...route }];
}

/** Many gateways drop echo requests; on a connected network ARP has to be answered (RFC 1122). */
async function anyAnswer(
  tools: HostTools,
  target: string,
  from: DeviceName | undefined,
  { device, via }: RouteFound,
): Promise<boolean> {
  const byArp = via === null && device !== 'lo' && parseIp(target)?.family === 'inet';
  const asked = [
    quiet(async () => (await probeFromHost(tools, target, { ...withFrom(from), timeoutSeconds })).reachable),
    ...(byArp ? [quiet(() => arpFromHost(tools, target, device, timeoutSeconds))] : []),
  ];
  return new Promise((resolve, reject) => {
    for (const each of asked)
      each.then((answered) => {
        if (answered) resolve(true);
      }, reject);
    void Promise.allSettled(asked).then(() => {
      resolve(false);
    });
  });
}

function withFrom(from: DeviceName | undefined): { readonly from?: DeviceName } {
  return from === undefined ? {} : { from };
}

/** A question that can't be put has no answer. */
async function quiet(ask: () => Promise<boolean>): Promise<boolean> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}
