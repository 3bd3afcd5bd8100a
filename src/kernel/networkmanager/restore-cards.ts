import { set } from '../iproute2/plan-change.ts';
import { runIp } from '../iproute2/run-ip.ts';
import type { HostState } from '../observe/host-state.ts';
import type { HostTools } from '../observe/host-tools.ts';
import { observeLinks } from '../observe/observe-host.ts';
import { Refusal } from '../refusal.ts';

/**
 * Cards get their own addresses back before they are activated again: a bond takes the address of its first member, and
 * what stands on it follows. What is refused is tried again when the whole host is restored.
 */
export async function restoreCards(tools: HostTools, target: HostState, reach: ReadonlySet<string>): Promise<void> {
  const links = await observeLinks(tools);
  for (const { name, kind, mac, member } of target.links) {
    const has = links.find((link) => link.name === name);
    const own = member?.permanentMac ?? mac;
    if (kind !== 'ethernet' || !reach.has(name) || has === undefined || has.master !== null || has.mac === own)
      continue;
    try {
      await runIp(tools, set(name, 'address', own));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
}
