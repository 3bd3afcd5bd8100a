import type { WorldSnapshot } from '../kernel/kernel.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { printableLine } from './printable.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';

/** `sg kernel show` for people: links, then where packets go. */
export function worldView(
  world: WorldSnapshot,
  style: Style,
  guarded: readonly { readonly device: string; readonly reason: string; readonly allowed: boolean }[] = [],
): string {
  const head = ['LINK', 'KIND', 'STATE', 'MAC', 'MTU', 'DETAILS'].map(style.dim);
  const addresses = object(world['addresses']);
  const rows = Object.entries(object(world['links'])).map(([name, link]) =>
    linkRow(name, object(link), list(addresses[name]), style),
  );
  const routes = Object.values(object(world['routes'])).map((route) => printableLine(routeText(object(route))));
  return [
    table([head, ...rows]),
    ...(routes.length === 0 ? [] : [`\nroutes  ${routes.join(', ')}`]),
    ...guarded.map(({ device, reason, allowed }, at) => {
      const lifted = allowed ? style.warn(' (allowed by the phenotype)') : '';
      return `${at === 0 ? '\nprotected  ' : '           '}${printableLine(`${device} ${reason}`)}${lifted}`;
    }),
  ].join('\n');
}

function linkRow(name: string, link: JsonObject, addresses: readonly Json[], style: Style): readonly string[] {
  const state = text(link['operstate']);
  const shown = state === 'up' ? style.good(state) : state === 'unknown' ? state : style.warn(state);
  const details = [...addresses.map(text), ...linkDetails(link)].map((detail) => printableLine(detail));
  return [printableLine(name), text(link['kind']), shown, text(link['mac']), text(link['mtu']), details.join(', ')];
}

/** What matters of a link beyond the columns, in the words of `ip` and `bridge`. */
export function linkDetails(link: JsonObject): readonly string[] {
  const details: string[] = [];
  if (link['master'] !== null) details.push(`master ${text(link['master'])}`);
  if (link['portState'] !== null && link['portState'] !== 'forwarding') details.push(text(link['portState']));
  if (link['kind'] === 'bridge') {
    details.push(`ports ${names(link['ports'])}`);
    if (link['stp'] === true) details.push(`stp, forward delay ${text(link['forwardDelay'])} s`);
  }
  if (link['kind'] === 'bond') {
    const members = list(link['members']).map((member) => object(member)['name'] ?? '');
    details.push(text(link['mode']), `members ${names(members)}`);
  }
  if (link['kind'] === 'vlan') details.push(`vlan ${text(link['id'])} on ${text(link['parent'])}`);
  return details;
}

function routeText(route: JsonObject): string {
  const via = route['via'] === null ? '' : ` via ${text(route['via'])}`;
  return `${text(route['destination'])}${via} dev ${text(route['device'])}`;
}

function names(value: Json | undefined): string {
  const all = list(value).map(text);
  return all.length === 0 ? 'none' : all.join(' ');
}

function object(value: Json | undefined): JsonObject {
  return value === null || typeof value !== 'object' || Array.isArray(value) ? {} : (value as JsonObject);
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}
