import type { Json } from '../model/json.ts';
import { isConsequence, type Consequences } from './consequence.ts';
import type { WorldSnapshot } from './kernel.ts';
import { asNetworkSnapshot } from './network-snapshot.ts';
import type { DeviceName } from './network.ts';
import { configurationChanges, devicesOf, type SnapshotChange } from './world-difference.ts';

/**
 * Devices that a run changed although nothing in its input names them, sorted; empty when it stayed in its scope.
 *
 * A device is named when its name is a string anywhere in the input, or when it is `<named>.<id>` and `id` is a number (or
 * a string of digits) in the input. What counts as changed are configuration differences: states that follow from time,
 * traffic or the other end of a wire don't. A change of a device nobody named is still in scope where it can only be the
 * consequence of something in scope (see `isConsequence`), e.g. a port that a deleted bridge let go, or the address of a
 * bond's member. Consequences may have consequences in turn. What no consequence explains is outside: a device that is
 * new or gone, taken up by a master, set to an address, an MTU or a state of its own.
 */
export function outsideScope(before: WorldSnapshot, after: WorldSnapshot, input: Json): readonly DeviceName[] {
  const changes = changesByDevice(configurationChanges(before, after));
  const names = namesIn(input);
  const explained = new Set<DeviceName>();
  const consequences: Consequences = {
    before: asNetworkSnapshot(before),
    after: asNetworkSnapshot(after),
    inScope: (device) => explained.has(device) || isNamed(device, names),
  };
  let outside = [...changes.keys()].filter((device) => !isNamed(device, names));
  for (let size = -1; size !== explained.size;) {
    size = explained.size;
    outside = outside.filter((device) => {
      const follows = (changes.get(device) ?? []).every((change) => isConsequence(device, change, consequences));
      if (follows) explained.add(device);
      return !follows;
    });
  }
  return outside.sort();
}

function changesByDevice(changes: readonly SnapshotChange[]): ReadonlyMap<DeviceName, readonly SnapshotChange[]> {
  const byDevice = new Map<DeviceName, SnapshotChange[]>();
  for (const change of changes) {
    for (const device of devicesOf(change)) byDevice.set(device, [...(byDevice.get(device) ?? []), change]);
  }
  return byDevice;
}

interface Names {
  readonly strings: ReadonlySet<string>;
  readonly ids: ReadonlySet<string>;
}

function isNamed(device: DeviceName, { strings, ids }: Names): boolean {
  if (strings.has(device)) return true;
  const dot = device.lastIndexOf('.');
  return dot > 0 && strings.has(device.slice(0, dot)) && ids.has(device.slice(dot + 1));
}

function namesIn(input: Json): Names {
  const strings = new Set<string>();
  const ids = new Set<string>();
  const visit = (value: Json): void => {
    if (typeof value === 'string') strings.add(value);
    if (typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value))) ids.add(String(value));
    if (value !== null && typeof value === 'object') Object.values(value).forEach(visit);
  };
  visit(input);
  return { strings, ids };
}
