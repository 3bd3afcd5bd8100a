import type { HostAddress } from '../observe/host-state.ts';
import { pairs, type RestoreStep, type RestoreSteps, type RestoreView } from './restore-view.ts';

/** Takes away what was added and puts back what is gone; what comes and goes by itself stays alone. */
export function planAddresses(view: RestoreView): RestoreSteps {
  return pairs(view).flatMap(({ had, has }) => [
    ...missingFrom(had.addresses, has.addresses).map((address) => step('delete', had.name, address)),
    ...missingFrom(has.addresses, had.addresses).map((address) => step('add', had.name, address)),
  ]);
}

/** Those of `all` that `known` has not. */
function missingFrom(known: readonly HostAddress[], all: readonly HostAddress[]): readonly HostAddress[] {
  const keys = new Set(known.map(key));
  return all.filter((address) => !address.automatic && !keys.has(key(address)));
}

function key({ address, prefixLength, peer }: HostAddress): string {
  return `${address} ${prefixLength} ${peer ?? ''}`;
}

function step(action: 'add' | 'delete', device: string, address: HostAddress): RestoreStep {
  const { prefixLength, peer } = address;
  const place =
    peer === null ? [`${address.address}/${prefixLength}`] : [address.address, 'peer', `${peer}/${prefixLength}`];
  const more = action === 'add' ? details(address) : [];
  return { program: 'ip', args: ['address', action, ...place, ...more, 'dev', device] };
}

function details(address: HostAddress): readonly string[] {
  const { family, broadcast, label, scope, validSeconds, preferredSeconds, noPrefixRoute } = address;
  return [
    ...(broadcast === null ? [] : ['broadcast', broadcast]),
    ...(label === null || family === 'inet6' ? [] : ['label', label]),
    ...['scope', scope],
    ...(validSeconds === null ? [] : ['valid_lft', String(validSeconds)]),
    ...(preferredSeconds === null ? [] : ['preferred_lft', String(preferredSeconds)]),
    ...(noPrefixRoute ? ['noprefixroute'] : []),
    // The address was in use a moment ago: looking for duplicates would only delay it.
    ...(family === 'inet6' ? ['nodad'] : []),
  ];
}
