import { count, device, ip, mac } from './captures.ts';
import type { Check } from './checks.ts';
import { phrase, type Phrase } from './phrase.ts';
import * as check from './wire-checks.ts';

/** `then` lines about the other side of the wires. */
export const thenWirePhrases: readonly Phrase<Check>[] = [
  phrase(
    ['switch', device('switch'), 'has', mac('mac'), 'on', device('card')],
    'The switch sends frames to the address out of the port of that card.',
    'switch sw0 has 52:54:00:00:00:10 on eth2',
    ({ switch: name, mac: address, card }) => check.switchForwards(name, address, card),
  ),
  phrase(
    ['switch', device('switch'), 'does', 'not', 'have', mac('mac')],
    'The switch does not know the address and sends frames to it everywhere.',
    'switch sw0 does not have 52:54:00:00:00:10',
    ({ switch: name, mac: address }) => check.switchForwards(name, address, null),
  ),
  phrase(
    ['switch', device('switch'), 'saw', mac('mac'), 'move', 'at', 'most', count, 'times'],
    'How often the address changed its port on the switch in the course of the run.',
    'switch sw0 saw 52:54:00:00:00:10 move at most 1 times',
    ({ switch: name, mac: address, count: most }) => check.movedAtMost(name, address, most),
  ),
  phrase(
    ['host', ip('address'), 'reaches', ip('target')],
    'After the run this machine answers a machine on the wire that asks one of its addresses.',
    'host 192.0.2.1 reaches 192.0.2.10',
    ({ address, target }) => check.hostReaches(address, target, true),
  ),
  phrase(
    ['host', ip('address'), 'does', 'not', 'reach', ip('target')],
    'After the run a machine on the wire that asks gets no answer.',
    'host 192.0.2.1 does not reach 192.0.2.10',
    ({ address, target }) => check.hostReaches(address, target, false),
  ),
];
