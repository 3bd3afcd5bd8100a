import {
  bondMode,
  delay,
  device,
  devices,
  ip,
  linkKind,
  mac,
  miimon,
  mtu,
  network,
  onOff,
  portState,
  upDown,
  vlanId,
} from './captures.ts';
import * as check from './checks.ts';
import { phrase, type Phrase } from './phrase.ts';
import { thenWirePhrases } from './then-wire-phrases.ts';

/** Every form a `then` line can have. */
export const thenPhrases: readonly Phrase<check.Check>[] = [
  phrase(
    ['nothing', 'changed'],
    'No configuration differs and nothing was announced; what time and traffic do by themselves does not count.',
    'nothing changed',
    () => check.nothingChanged,
  ),
  phrase(
    [linkKind, device('name'), 'exists'],
    'A device of that kind exists; `interface` is any kind.',
    'bridge br0 exists',
    ({ kind, name }) => check.exists(kind, name),
  ),
  phrase(
    ['no', linkKind, device('name')],
    'There is no device of that name and kind.',
    'no bridge br0',
    ({ kind, name }) => check.absent(kind, name),
  ),
  ...interfacePhrases(),
  ...belongingPhrases(),
  ...bridgePhrases(),
  ...bondPhrases(),
  phrase(
    ['vlan', device('name'), 'is', 'on', device('parent'), 'with', 'id', vlanId],
    'A VLAN of that id on that device.',
    'vlan bond0.100 is on bond0 with id 100',
    ({ name, parent, id }) =>
      check.ofVlan(name, (vlan) =>
        vlan.parent === parent && vlan.id === id
          ? check.held
          : check.found(`${name} is on ${vlan.parent} with id ${vlan.id}`),
      ),
  ),
  ...trafficPhrases(),
  ...thenWirePhrases,
];

function interfacePhrases(): readonly Phrase<check.Check>[] {
  return [
    phrase(
      ['interface', device('name'), 'is', upDown],
      'Administrative state.',
      'interface br0 is up',
      ({ name, state }) => check.isUp(name, state === 'up'),
    ),
    phrase(
      ['interface', device('name'), 'has', 'carrier'],
      'Frames can pass.',
      'interface br0 has carrier',
      ({ name }) => check.carries(name, true),
    ),
    phrase(
      ['interface', device('name'), 'has', 'no', 'carrier'],
      'Frames cannot pass.',
      'interface br0 has no carrier',
      ({ name }) => check.carries(name, false),
    ),
    phrase(
      ['interface', device('name'), 'has', 'mac', mac('mac')],
      'Its address.',
      'interface br0 has mac 52:54:00:00:00:01',
      ({ name, mac: address }) => check.hasMac(name, address),
    ),
    phrase(
      ['interface', device('name'), 'has', 'mtu', mtu],
      'Its MTU.',
      'interface br0 has mtu 9000',
      ({ name, mtu: size }) => check.hasMtu(name, size),
    ),
  ];
}

function belongingPhrases(): readonly Phrase<check.Check>[] {
  return [
    phrase(
      ['interface', device('name'), 'has', 'master', device('master')],
      'The bridge or bond it belongs to.',
      'interface eth1 has master br0',
      ({ name, master }) => check.hasMaster(name, master),
    ),
    phrase(
      ['interface', device('name'), 'has', 'no', 'master'],
      'It belongs to no bridge or bond.',
      'interface eth1 has no master',
      ({ name }) => check.hasMaster(name, null),
    ),
    phrase(
      ['interface', device('name'), 'has', 'address', network('address')],
      'One of its IP addresses.',
      'interface eth0 has address 192.0.2.10/24',
      ({ name, address }) => check.hasAddress(name, address.address, address.prefixLength),
    ),
  ];
}

function bridgePhrases(): readonly Phrase<check.Check>[] {
  return [
    phrase(
      ['bridge', device('name'), 'has', 'ports', devices('ports')],
      'Its ports, all of them, in any order.',
      'bridge br0 has ports [eth0, eth1]',
      ({ name, ports }) => check.hasPorts(name, ports),
    ),
    phrase(
      ['bridge', device('name'), 'has', 'stp', onOff],
      'Spanning tree.',
      'bridge br0 has stp on',
      ({ name, state }) =>
        check.ofBridge(name, ({ stp }) =>
          stp === (state === 'on') ? check.held : check.found(`${name} has stp ${stp ? 'on' : 'off'}`),
        ),
    ),
    phrase(
      ['bridge', device('name'), 'has', 'forward', 'delay', delay],
      'In seconds.',
      'bridge br0 has forward delay 4',
      ({ name, delay: seconds }) =>
        check.ofBridge(name, ({ forwardDelay }) =>
          forwardDelay === seconds ? check.held : check.found(`${name} has forward delay ${forwardDelay}`),
        ),
    ),
    phrase(
      ['port', device('port'), 'of', device('bridge'), 'is', portState],
      'Spanning-tree state of a port.',
      'port eth0 of br0 is forwarding',
      ({ port, bridge, state }) => check.portIs(port, bridge, state),
    ),
    phrase(
      ['fdb', device('bridge'), 'has', mac('mac'), 'on', device('port')],
      'The bridge sends to the address through that port.',
      'fdb br0 has 52:54:00:aa:bb:cc on eth1',
      ({ bridge, mac: address, port }) => check.forwards(bridge, address, port),
    ),
    phrase(
      ['fdb', device('bridge'), 'does', 'not', 'have', mac('mac')],
      'The bridge does not know the address.',
      'fdb br0 does not have 52:54:00:aa:bb:cc',
      ({ bridge, mac: address }) => check.forwards(bridge, address, null),
    ),
  ];
}

function bondPhrases(): readonly Phrase<check.Check>[] {
  return [
    phrase(
      ['bond', device('name'), 'has', 'members', devices('members')],
      'Its members, all of them, in any order.',
      'bond bond0 has members [eth1, eth2]',
      ({ name, members }) => check.hasMembers(name, members),
    ),
    phrase(
      ['bond', device('name'), 'has', 'mode', bondMode],
      'Its mode.',
      'bond bond0 has mode active-backup',
      ({ name, mode }) =>
        check.ofBond(name, (bond) => (bond.mode === mode ? check.held : check.found(`${name} has mode ${bond.mode}`))),
    ),
    phrase(
      ['bond', device('name'), 'has', 'miimon', miimon],
      'Its monitoring interval in milliseconds.',
      'bond bond0 has miimon 100',
      ({ name, interval }) =>
        check.ofBond(name, (bond) =>
          bond.miimon === interval ? check.held : check.found(`${name} has miimon ${bond.miimon}`),
        ),
    ),
    phrase(
      ['bond', device('name'), 'has', 'active', 'member', device('member')],
      'The member that carries the traffic.',
      'bond bond0 has active member eth1',
      ({ name, member }) => check.hasActive(name, member),
    ),
  ];
}

function trafficPhrases(): readonly Phrase<check.Check>[] {
  return [
    phrase(
      [device('name'), 'was', 'announced'],
      'A gratuitous ARP of its own address left it with carrier.',
      'br0 was announced',
      ({ name }) => check.wasAnnounced(name, true),
    ),
    phrase(
      [device('name'), 'was', 'not', 'announced'],
      'No gratuitous ARP of its own address left it.',
      'br0 was not announced',
      ({ name }) => check.wasAnnounced(name, false),
    ),
    phrase(
      [mac('mac'), 'was', 'announced', 'on', device('name')],
      'A gratuitous ARP of that address left the device with carrier.',
      '52:54:00:aa:bb:cc was announced on br0',
      ({ mac: address, name }) => check.macWasAnnounced(address, name),
    ),
    phrase(
      [ip('address'), 'is', 'reachable'],
      'It answers an echo request after the run.',
      '192.0.2.1 is reachable',
      ({ address }) => check.answers(address, true),
    ),
    phrase(
      [ip('address'), 'is', 'unreachable'],
      'It does not answer an echo request after the run.',
      '192.0.2.1 is unreachable',
      ({ address }) => check.answers(address, false),
    ),
  ];
}
