import type { World } from '../../kernel/mock/world-schema.ts';
import { shorterLists } from './shrink-list.ts';

type Wire = World['wire'];

/** The other side of the wires with fewer machines, less talk, fewer switches, or switches that know less. */
export function* smallerWires(wire: Wire): Generator<Wire> {
  const { hosts, switches } = wire;
  for (const fewer of shorterLists(hosts)) yield { ...wire, hosts: fewer };
  if (hosts.some(({ talks }) => talks !== null)) {
    yield { ...wire, hosts: hosts.map((host) => ({ ...host, talks: null })) };
  }
  for (const fewer of shorterLists(switches)) yield withSwitches(wire, fewer);
  for (const [place, one] of switches.entries()) {
    for (const entries of shorterLists(one.entries)) {
      yield { ...wire, switches: switches.map((other, at) => (at === place ? { ...other, entries } : other)) };
    }
  }
}

/** Machines that were plugged into a switch that is gone go with it. */
function withSwitches(wire: Wire, switches: Wire['switches']): Wire {
  const left = new Set(switches.map(({ name }) => name));
  const gone = new Set(wire.switches.map(({ name }) => name).filter((name) => !left.has(name)));
  return { hosts: wire.hosts.filter(({ behind }) => !gone.has(behind)), switches };
}
