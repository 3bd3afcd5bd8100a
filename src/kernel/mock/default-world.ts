import { persisted } from './reboot.ts';
import { settle } from './settle.ts';
import { worldVersion, type EthernetState, type LinkState, type World } from './world-schema.ts';

/** 2026-01-01T00:00:00Z: every new world starts at the same moment. */
export const worldEpoch = 1_767_225_600;

/** A world with nothing but the loopback. */
export function bareWorld(): World {
  return {
    version: worldVersion,
    clock: worldEpoch,
    links: [loopback],
    fdb: [],
    addresses: [{ device: 'lo', address: '127.0.0.1', prefixLength: 8, family: 'inet' }],
    routes: [],
    neighbours: [],
    wire: { hosts: [], switches: [] },
    announcements: [],
    schedule: [],
    boot: null,
  };
}

const loopback: LinkState = {
  kind: 'loopback',
  name: 'lo',
  up: true,
  mac: '00:00:00:00:00:00',
  mtu: 65_536,
  master: null,
  port: null,
};

/** An Ethernet link, up and with a signal; the `index`-th address of QEMU's range. */
export function newEthernet(name: string, index: number): EthernetState {
  const mac = `52:54:00:00:${octet(index >> 8)}:${octet(index & 0xff)}`;
  return { kind: 'ethernet', name, up: true, mac, mtu: 1500, master: null, port: null, permanentMac: mac, cable: true };
}

function octet(value: number): string {
  return value.toString(16).padStart(2, '0');
}

/**
 * The development world: a server with four network cards. eth0 carries management (192.0.2.10/24, default route through
 * the gateway 192.0.2.1, which is there); eth1 to eth3 are free. Addresses are of RFC 5737's documentation range.
 */
export function defaultWorld(): World {
  const bare = bareWorld();
  const world = settle({
    ...bare,
    links: [...bare.links, ...[0, 1, 2, 3].map((index) => newEthernet(`eth${index}`, index))],
    addresses: [...bare.addresses, { device: 'eth0', address: '192.0.2.10', prefixLength: 24, family: 'inet' }],
    routes: [{ destination: 'default', via: '192.0.2.1', device: 'eth0' }],
    wire: {
      ...bare.wire,
      hosts: [{ address: '192.0.2.1', mac: '52:54:00:ff:00:01', behind: 'eth0', vlan: null, talks: null }],
    },
  });
  return persisted(world);
}
