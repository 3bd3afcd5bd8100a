import { setTimeout as delay } from 'node:timers/promises';
import type { Json } from '../../model/json.ts';
import type { OperationArguments, OperationName } from '../operations.ts';
import type { HostTools } from './host-tools.ts';
import { addressViews, bondView, bridgeView, fdbView, linkView, linkViews, vlanView } from './host-views.ts';
import { observeFamily, observeFdb, observeLinks, observeNamed } from './observe-host.ts';
import { observeNeighbours } from './observe-paths.ts';
import { probeFromHost } from './probe-host.ts';

/** The observing half, on the host this process runs on. */
export type ObservingName = Extract<
  OperationName,
  'links' | 'link' | 'bridge' | 'bond' | 'vlan' | 'fdb' | 'neighbours' | 'addresses' | 'probe' | 'now' | 'sleep'
>;

type Observation<Name extends ObservingName> = (
  tools: HostTools,
  ...args: OperationArguments<Name>
) => Promise<unknown>;

const observations: { readonly [Name in ObservingName]: Observation<Name> } = {
  links: async (tools) => linkViews(await observeLinks(tools)),
  link: async (tools, name) => {
    const link = (await observeNamed(tools, [name])).find((one) => one.name === name);
    return link === undefined ? null : linkView(link);
  },
  bridge: async (tools, name) => bridgeView(await observeFamily(tools, name), name),
  bond: async (tools, name) => bondView(await observeLinks(tools), name),
  vlan: async (tools, name) => vlanView(await observeLinks(tools), name),
  fdb: async (tools, bridge) => {
    const links = await observeLinks(tools);
    return fdbView(links, await observeFdb(tools, links), bridge);
  },
  neighbours: (tools) => observeNeighbours(tools),
  addresses: async (tools, device) => addressViews(await observeNamed(tools, [device]), device),
  probe: (tools, target, options) => probeFromHost(tools, target, options),
  now: () => Promise.resolve(hostClock()),
  sleep: async (tools, seconds) => {
    await delay(seconds * 1_000);
    tools.moment?.end();
    return null;
  },
};

export function isObservation(name: OperationName): name is ObservingName {
  return Object.hasOwn(observations, name);
}

/** Seconds since 1970. */
export function hostClock(): number {
  return Date.now() / 1_000;
}

/** Views are JSON values by construction. @throws Refusal */
export async function observe<Name extends ObservingName>(
  tools: HostTools,
  name: Name,
  args: OperationArguments<Name>,
): Promise<Json> {
  const observation: Observation<Name> = observations[name];
  return (await observation(tools, ...args)) as Json;
}
