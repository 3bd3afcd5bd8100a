import { isKept } from '../observe/host-picture.ts';
import type { HostRoute, RouteHop } from '../observe/host-state.ts';
import type { RestoreStep, RestoreSteps, RestoreView } from './restore-view.ts';

/** Routes through devices in scope: what was added goes, what is gone comes back, gateways after what leads to them. */
export function planRoutes({ target, current, inScope }: RestoreView): RestoreSteps {
  const ours = (routes: readonly HostRoute[]): readonly HostRoute[] =>
    routes.filter((route) => isKept(route) && route.hops.some(({ device }) => inScope(device)));
  const [had, has] = [ours(target.routes), ours(current.routes)];
  const there = new Set(current.links.flatMap(({ name, up }) => (up ? [name] : [])));
  const gone = lacking(has, had)
    .filter(({ hops }) => hops.every(({ device }) => there.has(device)))
    .toSorted((a, b) => depth(a) - depth(b));
  return [...lacking(had, has).map((route) => step('delete', route)), ...gone.map((route) => step('add', route))];
}

/** Those of `all` that `known` has not. */
function lacking(known: readonly HostRoute[], all: readonly HostRoute[]): readonly HostRoute[] {
  const keys = new Set(known.map((route) => JSON.stringify(route)));
  return all.filter((route) => !keys.has(JSON.stringify(route)));
}

function depth({ hops }: HostRoute): number {
  return hops.every(({ via }) => via === null) ? 0 : 1;
}

function step(action: 'add' | 'delete', route: HostRoute): RestoreStep {
  const { family, type, destination, table, protocol, scope, source, metric, hops } = route;
  const args = [
    ...[family === 'inet6' ? '-6' : '-4', 'route', action, type, destination],
    ...['table', table, 'protocol', protocol],
    ...(scope === null ? [] : ['scope', scope]),
    ...(source === null ? [] : ['src', source]),
    ...(metric === null ? [] : ['metric', String(metric)]),
    ...hopArguments(hops),
  ];
  return { program: 'ip', args };
}

function hopArguments(hops: readonly RouteHop[]): readonly string[] {
  const [only] = hops;
  if (hops.length === 1 && only !== undefined) return hop(only);
  return hops.flatMap((one) => [
    'nexthop',
    ...hop(one),
    ...(one.weight === null ? [] : ['weight', String(one.weight)]),
  ]);
}

function hop({ via, viaFamily, device, onlink }: RouteHop): readonly string[] {
  const family = viaFamily === null ? [] : [viaFamily];
  return [...(via === null ? [] : ['via', ...family, via]), 'dev', device, ...(onlink ? ['onlink'] : [])];
}
