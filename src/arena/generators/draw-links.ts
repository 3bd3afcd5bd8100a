import { bondModes } from '../../kernel/bond-modes.ts';
import { attachPort } from '../../kernel/mock/bridge-port.ts';
import { createBond } from '../../kernel/mock/bond.ts';
import { createBridge } from '../../kernel/mock/bridge.ts';
import { newEthernet } from '../../kernel/mock/default-world.ts';
import { setUp } from '../../kernel/mock/link.ts';
import { addLink, findLink } from '../../kernel/mock/links.ts';
import { createVlan } from '../../kernel/mock/vlan.ts';
import type { EthernetState, LinkState, World } from '../../kernel/mock/world-schema.ts';
import { attempt } from './attempt.ts';
import { drawMac } from './draw-mac.ts';
import type { Random } from './random.ts';

/** Links of a drawn world, each made as the kernel makes it: cards first, then what stands on them. */

const cardNames = [
  (index: number) => `eth${index}`,
  (index: number) => `eth${index + 1}`,
  (index: number) => `enp${index + 1}s0`,
  (index: number) => `eno${index + 1}`,
  (index: number) => `enp0s31f6pci00${index}`.slice(0, 15),
] as const;

export function withCards(world: World, random: Random, count: number): World {
  const name = random.weighted([
    [5, cardNames[0]],
    [2, cardNames[1]],
    [1, cardNames[2]],
    [1, cardNames[3]],
    [1, cardNames[4]],
  ]);
  return Array.from({ length: count }, (_, index) => (name ?? cardNames[0])(index)).reduce(
    (current, card, index) => attempt(current, () => addLink(current, drawCard(random, card, index))),
    world,
  );
}

function drawCard(random: Random, name: string, index: number): EthernetState {
  const card = newEthernet(name, index);
  const permanentMac = random.chance(60) ? drawMac(random) : card.mac;
  const mac = random.chance(8) ? drawMac(random) : permanentMac;
  const mtu = random.chance(12) ? random.pick([1400, 9000, 68, 65_535]) : card.mtu;
  return { ...card, permanentMac, mac, mtu, up: !random.chance(15), cable: !random.chance(12) };
}

export function withBond(world: World, random: Random): World {
  const name = freeName(world, ['bond0', 'bond1', 'storage']);
  const members = random
    .some(
      freeCards(world),
      random.weighted([
        [2, 0],
        [4, 1],
        [8, 2],
        [2, 3],
      ]) ?? 1,
    )
    .map(nameOf);
  const mode = random.chance(50) ? 'active-backup' : random.pick(bondModes);
  const miimon =
    random.weighted([
      [8, 100],
      [2, 0],
      [1, 1_000],
      [1, 1],
    ]) ?? 100;
  const made = attempt(world, () => createBond(world, name, { mode, miimon, members }));
  return random.chance(8) ? attempt(made, () => setUp(made, name, false)) : made;
}

export function withBridge(world: World, random: Random): World {
  const name = freeName(world, ['br0', 'br1', 'mgmt']);
  const count =
    random.weighted([
      [4, 0],
      [9, 1],
      [6, 2],
      [1, 3],
    ]) ?? 1;
  const ports = random.some(world.links.filter(canBePort), count).map(nameOf);
  const options = {
    stp: random.chance(35),
    ...(random.chance(50) ? { forwardDelay: random.pick([2, 4, 4, 15, 30]) } : {}),
    ...(random.chance(25) ? { mac: drawMac(random) } : {}),
  };
  const empty = attempt(world, () => createBridge(world, name, options));
  const made = ports.reduce((current, port) => attempt(current, () => attachPort(current, name, port)), empty);
  return random.chance(8) ? attempt(made, () => setUp(made, name, false)) : made;
}

export function withVlan(world: World, random: Random): World {
  const parent = random.pick(world.links.filter(({ kind, master }) => kind !== 'loopback' && master === null));
  if (parent === undefined) return world;
  const id = random.pick([1, 2, 100, 100, 200, 300, 4094]);
  const plain = `${parent.name}.${id}`;
  const name = random.chance(70) && plain.length <= 15 ? plain : freeName(world, ['tenant', `vlan${id}`]);
  return attempt(world, () => createVlan(world, parent.name, id, { name }));
}

function freeName(world: World, names: readonly string[]): string {
  return names.find((name) => findLink(world, name) === undefined) ?? `x${world.links.length}`;
}

function freeCards(world: World): readonly LinkState[] {
  return world.links.filter(({ kind, master }) => kind === 'ethernet' && master === null);
}

function canBePort(link: LinkState): boolean {
  return link.master === null && link.kind !== 'loopback' && link.kind !== 'bridge';
}

function nameOf({ name }: LinkState): string {
  return name;
}
