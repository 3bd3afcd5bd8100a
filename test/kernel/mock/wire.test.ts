import { describe, expect, it } from 'vitest';
import { announce } from '../../../src/kernel/mock/announce.ts';
import { attachPort, detachPort } from '../../../src/kernel/mock/bridge-port.ts';
import { setStp } from '../../../src/kernel/mock/bridge.ts';
import { plug } from '../../../src/kernel/mock/events.ts';
import { setMac, setUp } from '../../../src/kernel/mock/link.ts';
import { probe } from '../../../src/kernel/mock/probe.ts';
import { reboot } from '../../../src/kernel/mock/reboot.ts';
import { advance } from '../../../src/kernel/mock/time.ts';
import { viewFdb, viewNeighbours } from '../../../src/kernel/mock/views.ts';
import { parseWorld } from '../../../src/kernel/mock/world-file.ts';
import type { World } from '../../../src/kernel/mock/world-schema.ts';
import { checkThenLine, worldFromGiven } from '../../../src/kernel/vocabulary.ts';
import { bridgeOf, fdbLines, linkOf } from './worlds.ts';

const mac = '52:54:00:00:00:10';
const gateway = '52:54:00:ff:00:01';
const given = [
  `interface eth1 mac ${mac}`,
  'interface eth2 mac 52:54:00:00:00:20',
  'switch sw0 with ports [eth1, eth2]',
  'bridge br0 with ports [eth1]',
  'address 192.0.2.10/24 on br0',
  'host 192.0.2.1 behind sw0',
  'host 192.0.2.1 asks 192.0.2.10 every 5s',
];
const start = worldFromGiven(given);

function holds(world: World, line: string, before = start): true | string {
  const checked = checkThenLine(line, before, world);
  return checked.ok || checked.found;
}

/** The uplink moves to eth2 and the bridge keeps its address. */
function moved(world: World): World {
  return setMac(attachPort(detachPort(world, 'br0', 'eth1'), 'br0', 'eth2'), 'br0', mac);
}

const states = (world: World): readonly string[] => viewNeighbours(world).map(({ state }) => state);

describe('a switch on the other side', () => {
  it('learns from what this machine sends, and the bridge from what it is asked', () => {
    expect(holds(start, `switch sw0 has ${mac} on eth1`)).toBe(true);
    expect(fdbLines(start, 'br0')).toContain(`eth1 ${gateway} learned`);
    expect(viewNeighbours(start)).toEqual([
      { address: '192.0.2.1', device: 'br0', mac: gateway, state: 'reachable', confirmed: 0 },
    ]);
    expect(viewFdb(advance(start, 12), 'br0').find((entry) => entry.mac === gateway)?.age).toBe(2);
    expect(holds(start, 'host 192.0.2.1 reaches 192.0.2.10')).toBe(true);
    expect(holds(start, 'host 192.0.2.1 reaches 192.0.2.11')).toBe('192.0.2.1 gets no answer from 192.0.2.11');
  });

  it('sends to the old port after an uplink moved, until the entry ages out', () => {
    const silent = moved(start);
    expect(holds(silent, 'host 192.0.2.1 does not reach 192.0.2.10')).toBe(true);
    expect(states(silent)).toEqual(['reachable']);
    const later = advance(silent, 30);
    expect(states(later)).toEqual(['stale']);
    expect(fdbLines(later, 'br0')).not.toContain(`eth2 ${gateway} learned`);
    expect(holds(advance(silent, 299), `switch sw0 has ${mac} on eth1`)).toBe(true);
    const aged = advance(silent, 300);
    expect(holds(aged, `switch sw0 has ${mac} on eth2`)).toBe(true);
    expect(fdbLines(aged, 'br0')).toContain(`eth2 ${gateway} learned`);
  });

  it('follows an announcement, or any other frame, at once', () => {
    for (const cured of [announce(moved(start), 'br0'), probe(moved(start), '192.0.2.1').world]) {
      expect(holds(cured, `switch sw0 has ${mac} on eth2`)).toBe(true);
      expect(holds(cured, `switch sw0 saw ${mac} move at most 1 times`)).toBe(true);
      expect(holds(cured, 'host 192.0.2.1 reaches 192.0.2.10')).toBe(true);
      expect(states(advance(cured, 60))).toEqual(['reachable']);
    }
    expect(probe(moved(start), '192.0.2.1').result.reachable).toBe(true);
  });

  it('forgets what was behind a port without signal', () => {
    expect(holds(setUp(moved(start), 'eth1', false), `switch sw0 does not have ${mac}`)).toBe(true);
    expect(holds(plug(moved(start), 'eth1', false), 'host 192.0.2.1 reaches 192.0.2.10')).toBe(true);
  });

  it('has its own time to forget', () => {
    const quick = worldFromGiven([...given, 'switch sw0 ageing 20s']);
    expect(holds(advance(moved(quick), 19), `switch sw0 has ${mac} on eth1`, quick)).toBe(true);
    expect(holds(advance(moved(quick), 20), `switch sw0 has ${mac} on eth2`, quick)).toBe(true);
  });

  it('leads nowhere when the address changed and the hosts were not told', () => {
    const shifted = setMac(start, 'br0', '52:54:00:00:00:99');
    expect(holds(shifted, 'host 192.0.2.1 does not reach 192.0.2.10')).toBe(true);
    expect(probe(shifted, '192.0.2.1').result.reachable).toBe(false);
    expect(holds(advance(shifted, 1_000), 'host 192.0.2.1 does not reach 192.0.2.10')).toBe(true);
    expect(holds(announce(shifted, 'br0', mac), 'host 192.0.2.1 does not reach 192.0.2.10')).toBe(true);
    const told = announce(shifted, 'br0');
    expect(holds(told, 'host 192.0.2.1 reaches 192.0.2.10')).toBe(true);
    expect(probe(told, '192.0.2.1').result.reachable).toBe(true);
    // Once the kernel asks for the neighbour again, the neighbour hears where it is.
    expect(probe(advance(shifted, 60), '192.0.2.1').result.reachable).toBe(true);
  });

  it('sees an address move to and fro when two bridges have it', () => {
    const twice = worldFromGiven([
      ...given.slice(0, 5),
      'bridge br1 with ports [eth2]',
      'address 198.51.100.10/24 on br1',
      `interface br1 mac ${mac}`,
      'host 192.0.2.1 behind sw0',
      'host 198.51.100.1 behind sw0',
      'host 192.0.2.1 asks 192.0.2.10 every 60s',
    ]);
    const chatter = Array.from({ length: 4 }).reduce<World>((world) => announce(announce(world, 'br0'), 'br1'), twice);
    expect(holds(chatter, `switch sw0 saw ${mac} move at most 1 times`, twice)).toBe(`${mac} moved 7 times on sw0`);
    expect(holds(chatter, 'host 192.0.2.1 does not reach 192.0.2.10', twice)).toBe(true);
  });

  it('keeps tables apart by tag', () => {
    const tagged = worldFromGiven([
      'interface eth1',
      'interface eth2',
      'switch sw0 with ports [eth1, eth2]',
      'vlan eth1.5 on eth1 id 5',
      'address 192.0.2.10/24 on eth1.5',
      'host 192.0.2.1 behind sw0 vlan 5',
      'host 192.0.2.2 behind sw0',
    ]);
    expect(probe(tagged, '192.0.2.1').result.reachable).toBe(true);
    expect(probe(tagged, '192.0.2.2').result.reachable).toBe(false);
    expect(holds(tagged, 'host 192.0.2.1 reaches 192.0.2.10', tagged)).toBe(true);
    expect(holds(tagged, 'host 192.0.2.2 does not reach 192.0.2.10', tagged)).toBe(true);
  });
});

describe('a loop through a switch', () => {
  const looped = attachPort(setMac(start, 'br0', mac), 'br0', 'eth2');

  it('makes addresses wander on both sides and loses traffic', () => {
    const seen = [0, 2, 4, 6].map((seconds) => fdbPort(advance(looped, seconds)));
    expect(new Set(seen)).toEqual(new Set(['eth1', 'eth2']));
    expect(holds(advance(looped, 10), `switch sw0 saw ${mac} move at most 3 times`)).toMatch('moved 14 times');
    expect(probe(looped, '192.0.2.1').result.reachable).toBe(false);
  });

  it('ends with one port less, or with spanning tree, which blocks the second port', () => {
    expect(probe(detachPort(looped, 'br0', 'eth1'), '192.0.2.1').result.reachable).toBe(true);
    const treed = setStp(advance(looped, 5), 'br0', { enabled: true });
    expect(bridgeOf(treed, 'br0').ports).toEqual([
      { name: 'eth1', state: 'forwarding' },
      { name: 'eth2', state: 'blocking' },
    ]);
    expect(probe(treed, '192.0.2.1').result.reachable).toBe(true);
    const over = plug(treed, 'eth1', false);
    expect(bridgeOf(over, 'br0').ports.map(({ state }) => state)).toEqual(['disabled', 'listening']);
    expect(probe(advance(over, 30), '192.0.2.1').result.reachable).toBe(true);
  });

  it('is none through two switches, or with a port that does not forward', () => {
    const apart = worldFromGiven([
      'interface eth1',
      'interface eth2',
      'switch sw0 with ports [eth1]',
      'switch sw1 with ports [eth2]',
      'bridge br0 with ports [eth1, eth2]',
    ]);
    expect(apart.wire.switches.map(({ storm }) => storm)).toEqual([null, null]);
    expect(setUp(looped, 'eth2', false).wire.switches[0]?.storm).toBeNull();
  });

  function fdbPort(world: World): string | undefined {
    return viewFdb(world, 'br0').find((entry) => entry.mac === gateway)?.port;
  }
});

describe('what is to come', () => {
  it('comes in its time, in virtual time', () => {
    const world = worldFromGiven([
      ...given,
      'interface eth2 flaps after 5s for 2s',
      'interface eth1 loses carrier after 20s',
      'interface eth1 gets carrier after 21s',
      'interface eth2 vanishes after 30s',
    ]);
    const carriers = (seconds: number): readonly boolean[] =>
      ['eth1', 'eth2'].map((name) => linkOf(advance(world, seconds), name).carrier);
    expect([4, 6, 8, 20, 21].map(carriers)).toEqual([
      [true, true],
      [true, false],
      [true, true],
      [false, true],
      [true, true],
    ]);
    expect(advance(world, 30).links.map(({ name }) => name)).toEqual(['lo', 'eth1', 'br0']);
    expect(parseWorld(JSON.stringify(advance(world, 30)), 'world.json')).toEqual(advance(world, 30));
  });

  it('may be a reboot: what was configured is back, what was changed since is lost', () => {
    const world = worldFromGiven([...given, 'reboot after 11s']);
    const after = advance(moved(world), 11);
    expect(bridgeOf(after, 'br0').ports).toEqual([{ name: 'eth1', state: 'forwarding' }]);
    expect(linkOf(after, 'eth2').master).toBeNull();
    expect(viewNeighbours(after)).toEqual([]);
    expect(holds(advance(after, 10), 'host 192.0.2.1 reaches 192.0.2.10')).toBe(true);
  });

  it('leaves bare hardware where nothing is configured', () => {
    const bare = reboot({ ...start, boot: null });
    expect(bare.links.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      'loopback lo',
      'ethernet eth1',
      'ethernet eth2',
    ]);
    expect(bare.addresses).toEqual([]);
  });
});
