import type { World } from '../mock/world-schema.ts';
import * as build from './build-world.ts';
import {
  bondMode,
  delay,
  device,
  devices,
  ip,
  mac,
  miimon,
  mtu,
  network,
  onOff,
  portState,
  upDown,
  vlanId,
} from './captures.ts';
import { wireMoments, wirePhrases } from './given-wire-phrases.ts';
import { phrase, type Phrase } from './phrase.ts';

/** Adds what a line states to a world under construction. @throws Refusal when it can't be so */
export type Build = (world: World) => World;

/** What has been so for a while when the example starts. */
const statePhrases: readonly Phrase<Build>[] = [
  phrase(
    ['interface', device('name')],
    'A network card, up and with carrier.',
    'interface eth0',
    ({ name }) =>
      (world) =>
        build.anInterface(world, name),
  ),
  phrase(
    ['interface', device('name'), 'is', upDown],
    'Administrative state of a device; a card is there if it was not.',
    'interface eth0 is down',
    ({ name, state }) =>
      (world) =>
        build.interfaceState(world, name, state === 'up'),
  ),
  phrase(
    ['interface', device('name'), 'without', 'carrier'],
    'A network card that nothing is plugged into.',
    'interface eth0 without carrier',
    ({ name }) =>
      (world) =>
        build.interfaceCable(world, name, false),
  ),
  phrase(
    ['interface', device('name'), 'mac', mac('mac')],
    'The address a card came with; on a software device the address it was set to.',
    'interface eth0 mac 52:54:00:00:00:01',
    ({ name, mac: address }) =>
      (world) =>
        build.interfaceMac(world, name, address),
  ),
  phrase(
    ['interface', device('name'), 'mtu', mtu],
    'The MTU a device was set to.',
    'interface eth0 mtu 9000',
    ({ name, mtu: size }) =>
      (world) =>
        build.interfaceMtu(world, name, size),
  ),
  phrase(
    ['bridge', device('name')],
    'A bridge, up; without further lines it has no ports and STP is off.',
    'bridge br0',
    ({ name }) =>
      (world) =>
        build.aBridge(world, name),
  ),
  phrase(
    ['bridge', device('name'), 'with', 'ports', devices('ports')],
    'A bridge with these ports, attached in order.',
    'bridge br0 with ports [eth0, eth1]',
    ({ name, ports }) =>
      (world) =>
        build.bridgePorts(world, name, ports),
  ),
  phrase(
    ['bridge', device('name'), 'stp', onOff],
    'Spanning tree on a bridge; its ports have finished their way to forwarding.',
    'bridge br0 stp on',
    ({ name, state }) =>
      (world) =>
        build.bridgeStp(world, name, state === 'on'),
  ),
  phrase(
    ['bridge', device('name'), 'forward', 'delay', delay],
    'Seconds a port spends listening, and then learning.',
    'bridge br0 forward delay 4',
    ({ name, delay: seconds }) =>
      (world) =>
        build.bridgeDelay(world, name, seconds),
  ),
  phrase(
    ['bond', device('name')],
    'A bond, up; without further lines it is active-backup and has no members.',
    'bond bond0',
    ({ name }) =>
      (world) =>
        build.aBond(world, name),
  ),
  phrase(
    ['bond', device('name'), 'with', 'members', devices('members')],
    'A bond with these members, joined in order.',
    'bond bond0 with members [eth1, eth2]',
    ({ name, members }) =>
      (world) =>
        build.bondMembers(world, name, members),
  ),
  phrase(
    ['bond', device('name'), 'mode', bondMode],
    'Mode of a bond.',
    'bond bond0 mode active-backup',
    ({ name, mode }) =>
      (world) =>
        build.bondIsOf(world, name, mode),
  ),
  phrase(
    ['bond', device('name'), 'miimon', miimon],
    'Link monitoring interval of a bond in milliseconds; 0 is off.',
    'bond bond0 miimon 100',
    ({ name, interval }) =>
      (world) =>
        build.bondMonitor(world, name, interval),
  ),
  phrase(
    ['vlan', device('name'), 'on', device('parent'), 'id', vlanId],
    'A VLAN on a device.',
    'vlan bond0.100 on bond0 id 100',
    ({ name, parent, id }) =>
      (world) =>
        build.aVlan(world, name, parent, id),
  ),
  phrase(
    ['address', network('address'), 'on', device('device')],
    'An IP address of a device.',
    'address 192.0.2.10/24 on br0',
    ({ address, device: name }) =>
      (world) =>
        build.anAddress(world, name, address),
  ),
  phrase(
    ['default', 'route', 'via', ip('gateway'), 'on', device('device')],
    'The default route.',
    'default route via 192.0.2.1 on eth0',
    ({ gateway, device: name }) =>
      (world) =>
        build.defaultRoute(world, gateway, name),
  ),
  phrase(
    ['host', ip('address'), 'behind', device('card')],
    'A machine on the wire of a network card, or on a switch, that answers.',
    'host 192.0.2.1 behind eth0',
    ({ address, card }) =>
      (world) =>
        build.aHost(world, { address, behind: card, vlan: null }),
  ),
  phrase(
    ['host', ip('address'), 'mac', mac('mac'), 'behind', device('card')],
    'The same with its MAC address.',
    'host 192.0.2.1 mac 52:54:00:ff:00:01 behind eth0',
    ({ address, mac: station, card }) =>
      (world) =>
        build.aHost(world, { address, mac: station, behind: card, vlan: null }),
  ),
  phrase(
    ['host', ip('address'), 'behind', device('card'), 'vlan', vlanId],
    'A machine that answers frames tagged with a VLAN id.',
    'host 198.51.100.1 behind eth0 vlan 100',
    ({ address, card, id }) =>
      (world) =>
        build.aHost(world, { address, behind: card, vlan: id }),
  ),
  phrase(
    ['fdb', device('bridge'), 'has', mac('mac'), 'on', device('port')],
    'An address the bridge has learned behind a port.',
    'fdb br0 has 52:54:00:aa:bb:cc on eth1',
    ({ bridge, mac: address, port }) =>
      (world) =>
        build.fdbEntry(world, bridge, address, port, 'learned'),
  ),
  phrase(
    ['fdb', device('bridge'), 'has', 'static', mac('mac'), 'on', device('port')],
    'An address somebody set behind a port.',
    'fdb br0 has static 52:54:00:aa:bb:cc on eth1',
    ({ bridge, mac: address, port }) =>
      (world) =>
        build.fdbEntry(world, bridge, address, port, 'static'),
  ),
  ...wirePhrases,
];

/** What is under way when the example starts: said of a world at rest, so it comes after all other lines. */
export const momentPhrases: readonly Phrase<Build>[] = [
  phrase(
    ['port', device('port'), 'of', device('bridge'), 'is', portState],
    'Spanning-tree state of a port at the start; listening and learning have the whole delay ahead.',
    'port eth0 of br0 is listening',
    ({ port, bridge, state }) =>
      (world) =>
        build.portIs(world, port, bridge, state),
  ),
  ...wireMoments,
];

/** Every form a `given` line can have. */
export const givenPhrases: readonly Phrase<Build>[] = [...statePhrases, ...momentPhrases];
