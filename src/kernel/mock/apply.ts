import type { Json } from '../../model/json.ts';
import type { OperationArguments, OperationName } from '../operations.ts';
import { announce } from './announce.ts';
import { createBond, deleteBond } from './bond.ts';
import { attachPort, detachPort } from './bridge-port.ts';
import { createBridge, deleteBridge, setStp } from './bridge.ts';
import { setMac, setMtu, setUp } from './link.ts';
import { probe } from './probe.ts';
import { advance } from './time.ts';
import {
  viewAddresses,
  viewBond,
  viewBridge,
  viewFdb,
  viewLinks,
  viewNamed,
  viewNeighbours,
  viewVlan,
} from './views.ts';
import { createVlan, deleteVlan } from './vlan.ts';
import type { World } from './world-schema.ts';

/** What an operation leaves behind and what it answers. */
export interface Applied {
  readonly world: World;
  readonly result: Json;
}

type Operation<Name extends OperationName> = (world: World, ...args: OperationArguments<Name>) => Applied;

/** The mock's implementation of every operation, on worlds as values. */
const implementation: { readonly [Name in OperationName]: Operation<Name> } = {
  links: (world) => seen(world, viewLinks(world)),
  link: (world, name) => seen(world, viewNamed(world, name)),
  bridge: (world, name) => seen(world, viewBridge(world, name)),
  bond: (world, name) => seen(world, viewBond(world, name)),
  vlan: (world, name) => seen(world, viewVlan(world, name)),
  fdb: (world, bridge) => seen(world, viewFdb(world, bridge)),
  neighbours: (world) => seen(world, viewNeighbours(world)),
  addresses: (world, device) => seen(world, viewAddresses(world, device)),
  probe: (world, target, options) => {
    const probed = probe(world, target, options);
    return seen(probed.world, probed.result);
  },
  now: (world) => ({ world, result: world.clock }),
  sleep: (world, seconds) => done(advance(world, seconds)),
  createBridge: (world, name, options) => done(createBridge(world, name, options)),
  deleteBridge: (world, name) => done(deleteBridge(world, name)),
  attachPort: (world, bridge, port) => done(attachPort(world, bridge, port)),
  detachPort: (world, bridge, port) => done(detachPort(world, bridge, port)),
  setStp: (world, bridge, options) => done(setStp(world, bridge, options)),
  setMac: (world, device, mac) => done(setMac(world, device, mac)),
  announce: (world, device, mac) => done(announce(world, device, mac)),
  createBond: (world, name, options) => done(createBond(world, name, options)),
  deleteBond: (world, name) => done(deleteBond(world, name)),
  createVlan: (world, parent, id, options) => done(createVlan(world, parent, id, options)),
  deleteVlan: (world, name) => done(deleteVlan(world, name)),
  setUp: (world, device, up) => done(setUp(world, device, up)),
  setMtu: (world, device, mtu) => done(setMtu(world, device, mtu)),
};

/** @throws Refusal, with the world as it was */
export function applyOperation<Name extends OperationName>(
  world: World,
  name: Name,
  args: OperationArguments<Name>,
): Applied {
  const operation: Operation<Name> = implementation[name];
  return operation(world, ...args);
}

/** Views are JSON values by construction; their interfaces lack the index signature that would tell the compiler. */
function seen(world: World, view: object | null): Applied {
  return { world, result: view as Json };
}

function done(world: World): Applied {
  return { world, result: null };
}
