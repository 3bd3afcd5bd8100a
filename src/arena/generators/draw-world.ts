import { bareWorld, defaultWorld } from '../../kernel/mock/default-world.ts';
import { persisted } from '../../kernel/mock/reboot.ts';
import { settle } from '../../kernel/mock/settle.ts';
import { advance, portsAtRest } from '../../kernel/mock/time.ts';
import type { World } from '../../kernel/mock/world-schema.ts';
import { withBond, withBridge, withCards, withVlan } from './draw-links.ts';
import { withFdbEntries, withMoment, withNetwork, withSwitch } from './draw-surroundings.ts';
import type { Random } from './random.ts';
import type { Kind } from './roles.ts';

/** What inputs of a gene name where all is well: worlds without any of it would teach little. */
export interface WorldNeeds {
  readonly kinds: ReadonlySet<Kind>;
  /** Something that is a port or member. */
  readonly ports: boolean;
}

/** A host that could be: made by what the kernel itself offers, so that everything in it fits together. */
export function drawWorld(random: Random, needs: WorldNeeds): World {
  const kind = random.weighted([
    [2, 'bare'],
    [4, 'development'],
    [30, 'drawn'],
  ] as const);
  if (kind === 'bare') return bareWorld();
  const started = kind === 'development' ? defaultWorld() : drawHost(random, needs);
  return kind === 'development' ? withWanted(started, random, needs) : started;
}

function drawHost(random: Random, needs: WorldNeeds): World {
  const cards = withCards(
    bareWorld(),
    random,
    random.weighted([
      [1, 1],
      [3, 2],
      [5, 3],
      [4, 4],
      [2, 6],
    ]) ?? 3,
  );
  const linked = withWanted(settle(cards), random, needs);
  const vlans = random.chance(25) ? withVlan(linked, random) : linked;
  return withPresent(withPast(vlans, random), random);
}

/** Bonds before bridges, which may take them as ports; VLANs on either. */
function withWanted(world: World, random: Random, { kinds, ports }: WorldNeeds): World {
  const wanted = (kind: Kind): number => (kinds.has(kind) ? 92 : 30);
  let current = world;
  if (random.chance(wanted('bond'))) current = withBond(current, random);
  if (random.chance(wanted('vlan'))) current = withVlan(current, random);
  if (random.chance(ports ? 95 : wanted('bridge'))) current = withBridge(current, random);
  if (random.chance(20)) current = withBridge(current, random);
  return current;
}

/** What has been so for a while: nothing is on its way any more. */
function withPast(world: World, random: Random): World {
  const rested = portsAtRest(world);
  const switched = random.chance(65) ? withSwitch(rested, random) : rested;
  const networked = random.chance(80) ? withNetwork(switched, random) : switched;
  const taught = random.chance(45) ? withFdbEntries(networked, random) : networked;
  const past = random.chance(10) ? advance(taught, random.pick([60, 250, 400])) : taught;
  return random.chance(80) ? persisted(past) : past;
}

function withPresent(world: World, random: Random): World {
  return random.chance(20) ? withMoment(world, random) : world;
}
