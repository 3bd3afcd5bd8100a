import { releaseMember } from '../../kernel/mock/bond-member.ts';
import { detachPort } from '../../kernel/mock/bridge-port.ts';
import { setStp } from '../../kernel/mock/bridge.ts';
import { worldEpoch } from '../../kernel/mock/default-world.ts';
import { setMac, setMtu, setUp } from '../../kernel/mock/link.ts';
import { findLink, putLink } from '../../kernel/mock/links.ts';
import { removeLink } from '../../kernel/mock/remove-link.ts';
import { settle } from '../../kernel/mock/settle.ts';
import { atClock, portsAtRest } from '../../kernel/mock/time.ts';
import { findWorldFault } from '../../kernel/mock/world-faults.ts';
import { worldSchema, type LinkState, type World } from '../../kernel/mock/world-schema.ts';
import { bondIsOf, bondMonitor } from '../../kernel/vocabulary/build-world.ts';
import { defaultForwardDelay, defaultMiimon } from '../../kernel/ranges.ts';
import { attempt } from './attempt.ts';
import { shorterLists } from './shrink-list.ts';
import { smallerWires } from './shrink-wire.ts';

/** Worlds with less in them, or with something in its usual state; all of them could be. */
export function* smallerWorlds(world: World): Generator<World> {
  for (const candidate of candidates(world)) {
    if (candidate === world || !worldSchema.safeParse(candidate).success) continue;
    if (findWorldFault(candidate) === undefined) yield candidate;
  }
}

function* candidates(world: World): Generator<World> {
  yield* withFewerLinks(world);
  yield* withFewerThings(world);
  for (const { name, master } of world.links) if (master !== null) yield attempt(world, () => release(world, name));
  for (const link of world.links) for (const change of usualStates(link)) yield attempt(world, change);
  yield portsAtRest(world);
  yield atClock(world, worldEpoch);
}

/** Links go as the kernel lets them go: ports and members are released, VLANs go along. */
function* withFewerLinks(world: World): Generator<World> {
  const names = world.links.filter(({ kind }) => kind !== 'loopback').map(({ name }) => name);
  for (const kept of shorterLists(names)) {
    const gone = names.filter((name) => !kept.includes(name));
    yield settle(gone.reduce(withoutLink, world));
  }
}

function withoutLink(world: World, name: string): World {
  if (findLink(world, name) === undefined) return world;
  const left = removeLink(world, name);
  const switches = left.wire.switches.map((one) => ({ ...one, ports: one.ports.filter((port) => port !== name) }));
  return { ...left, wire: { hosts: left.wire.hosts.filter(({ behind }) => behind !== name), switches } };
}

function* withFewerThings(world: World): Generator<World> {
  for (const fdb of shorterLists(world.fdb)) yield { ...world, fdb };
  for (const addresses of shorterLists(world.addresses)) yield { ...world, addresses };
  for (const routes of shorterLists(world.routes)) yield { ...world, routes };
  for (const neighbours of shorterLists(world.neighbours)) yield { ...world, neighbours };
  for (const wire of smallerWires(world.wire)) yield { ...world, wire };
  for (const schedule of shorterLists(world.schedule)) yield { ...world, schedule };
  for (const announcements of shorterLists(world.announcements)) yield { ...world, announcements };
  if (world.boot !== null) yield { ...world, boot: null };
}

function release(world: World, name: string): World {
  const master = findLink(world, name)?.master ?? '';
  const bond = findLink(world, master)?.kind === 'bond';
  return bond ? settle(releaseMember(world, master, name)) : detachPort(world, master, name);
}

type Change = (world: World) => World;

/** Steps to what nobody would remark on; those that are so already change nothing. */
function usualStates(link: LinkState): readonly Change[] {
  const { name, up, mtu } = link;
  const common: Change[] = [
    ...(up ? [] : [(world: World) => setUp(world, name, true)]),
    ...(mtu === 1500 || link.kind === 'loopback' ? [] : [(world: World) => setMtu(world, name, 1500)]),
  ];
  switch (link.kind) {
    case 'ethernet':
      return [...common, ...usualCard(link)];
    case 'bridge':
      return [...common, ...usualBridge(link)];
    case 'bond':
      return [
        ...common,
        ...(link.mode === 'active-backup' ? [] : [(world: World) => bondIsOf(world, name, 'active-backup')]),
        ...(link.miimon === defaultMiimon ? [] : [(world: World) => bondMonitor(world, name, defaultMiimon)]),
      ];
    default:
      return common;
  }
}

function usualCard(link: Extract<LinkState, { kind: 'ethernet' }>): readonly Change[] {
  const { name, cable, mac, permanentMac } = link;
  return [
    ...(cable ? [] : [(world: World) => settle(putLink(world, { ...link, cable: true }))]),
    ...(permanentMac === null || mac === permanentMac ? [] : [(world: World) => setMac(world, name, permanentMac)]),
  ];
}

function usualBridge(link: Extract<LinkState, { kind: 'bridge' }>): readonly Change[] {
  const { name, stp, forwardDelay, macSet } = link;
  return [
    ...(stp ? [(world: World) => setStp(world, name, { enabled: false })] : []),
    ...(forwardDelay === defaultForwardDelay
      ? []
      : [(world: World) => setStp(world, name, { enabled: stp, forwardDelay: defaultForwardDelay })]),
    ...(macSet ? [(world: World) => settle(putLink(world, { ...link, macSet: false }))] : []),
  ];
}
