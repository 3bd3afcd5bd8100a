import type { World } from '../mock/world-schema.ts';
import * as build from './build-wire.ts';
import { device, devices, ip, mac, neighbourState, seconds } from './captures.ts';
import type { Build } from './given-phrases.ts';
import { phrase, type Phrase } from './phrase.ts';

/** Switches: what has been so for a while. */
export const wirePhrases: readonly Phrase<Build>[] = [
  phrase(
    ['switch', device('switch'), 'with', 'ports', devices('cards')],
    'A switch that these network cards are plugged into, with a forwarding table of its own.',
    'switch sw0 with ports [eth1, eth2]',
    ({ switch: name, cards }) =>
      (world) =>
        build.aSwitch(world, name, cards),
  ),
  phrase(
    ['switch', device('switch'), 'ageing', seconds('time')],
    'How long a switch remembers an address without traffic; 300s when not said.',
    'switch sw0 ageing 60s',
    ({ switch: name, time }) =>
      (world) =>
        build.switchAgeing(world, name, time),
  ),
];

/** What is under way, or to come. */
export const wireMoments: readonly Phrase<Build>[] = [
  phrase(
    ['switch', device('switch'), 'has', mac('mac'), 'on', device('card')],
    'An address a switch has just seen behind a card: right, or stale.',
    'switch sw0 has 52:54:00:00:00:10 on eth1',
    ({ switch: name, mac: address, card }) =>
      (world) =>
        build.switchEntry(world, name, address, card),
  ),
  phrase(
    ['host', ip('address'), 'asks', ip('target'), 'every', seconds('time')],
    'A machine on the wire that asks an address of this one again and again; the last time was just now.',
    'host 192.0.2.1 asks 192.0.2.10 every 5s',
    ({ address, target, time }) =>
      (world) =>
        build.hostAsks(world, address, target, time),
  ),
  phrase(
    ['neighbour', ip('address'), 'mac', mac('mac'), 'on', device('device'), 'is', neighbourState],
    'An address the machine has resolved, in that state of its neighbour table.',
    'neighbour 192.0.2.1 mac 52:54:00:ff:00:01 on br0 is stale',
    ({ address, mac: station, device: name, state }) =>
      (world) =>
        build.aNeighbour(world, { address, mac: station, device: name, state }),
  ),
  phrase(
    ['neighbour', ip('address'), 'mac', mac('mac'), 'on', device('device'), 'was', 'heard', seconds('time'), 'ago'],
    'An address the machine has resolved, which proved to be there at that time: reachable for 30 seconds, then stale.',
    'neighbour 192.0.2.1 mac 52:54:00:ff:00:01 on br0 was heard 40s ago',
    ({ address, mac: station, device: name, time }) =>
      (world) =>
        build.heardNeighbour(world, { address, mac: station, device: name }, time),
  ),
  phrase(
    ['interface', device('card'), 'loses', 'carrier', 'after', seconds('time')],
    'The cable of a card is pulled while the example runs.',
    'interface eth1 loses carrier after 5s',
    ({ card, time }) => cable(card, false, time),
  ),
  phrase(
    ['interface', device('card'), 'gets', 'carrier', 'after', seconds('time')],
    'The cable of a card is plugged in while the example runs.',
    'interface eth1 gets carrier after 3s',
    ({ card, time }) => cable(card, true, time),
  ),
  phrase(
    ['interface', device('card'), 'flaps', 'after', seconds('time'), 'for', seconds('length')],
    'A card loses its carrier while the example runs, and has it back a while later.',
    'interface eth1 flaps after 5s for 2s',
    ({ card, time, length }) =>
      (world) =>
        build.flapsLater(world, card, time, length),
  ),
  phrase(
    ['interface', device('card'), 'vanishes', 'after', seconds('time')],
    'A card is unplugged from the machine while the example runs.',
    'interface eth1 vanishes after 5s',
    ({ card, time }) =>
      (world) =>
        build.later(world, time, { kind: 'vanish', device: card }),
  ),
  phrase(
    ['reboot', 'after', seconds('time')],
    'The machine starts anew while the example runs: what the lines state is configured, what genes change is not.',
    'reboot after 10s',
    ({ time }) =>
      (world) =>
        build.later(world, time, { kind: 'reboot' }),
  ),
];

function cable(device: string, present: boolean, time: number): (world: World) => World {
  return (world) => build.later(world, time, { kind: 'cable', device, present });
}
