import { randomUUID } from 'node:crypto';
import { canonicalJson } from '../../model/canonical-json.ts';
import { valueToJson, Variant } from './variant.ts';

/** Of one profile: section, then key (`a{sa{sv}}`; nm-settings-dbus(5)). */
export type Settings = Readonly<Record<string, Readonly<Record<string, Variant>>>>;

export type PortKind = 'bridge' | 'bond';

/** How the profiles of this version call controllers and ports: renamed in 1.46. */
export interface PortKeys {
  readonly controller: string;
  readonly portType: string;
}

export function portKeys(version: readonly [number, number]): PortKeys {
  const [major, minor] = version;
  return major > 1 || minor >= 46
    ? { controller: 'controller', portType: 'port-type' }
    : { controller: 'master', portType: 'slave-type' };
}

export const ownPrefix = 'sg-';

/** Before what others have for the same device, when the host starts. */
const priority = 100;

export const text = (value: string): Variant => new Variant('s', value);
export const number = (value: number): Variant => new Variant('u', value);
export const flag = (value: boolean): Variant => new Variant('b', value);

/** A profile of sg's own without addresses: what they are to be is nobody's business here. */
export function newSettings(device: string, type: string, sections: Settings = {}): Settings {
  return {
    connection: {
      id: text(`${ownPrefix}${device}`),
      uuid: text(randomUUID()),
      type: text(type),
      'interface-name': text(device),
      autoconnect: flag(true),
      'autoconnect-priority': new Variant('i', priority),
    },
    ...sections,
    ...withoutAddresses,
  };
}

const withoutAddresses: Settings = { ipv4: { method: text('disabled') }, ipv6: { method: text('ignore') } };

/** With values set, or taken out where `undefined` is given. */
export function withValues(
  settings: Settings,
  section: string,
  values: Readonly<Record<string, Variant | undefined>>,
): Settings {
  const kept = Object.entries({ ...settings[section], ...values }).filter(([, value]) => value !== undefined);
  return { ...settings, [section]: Object.fromEntries(kept) as Settings[string] };
}

/** Address the device is to have. */
export function withMac(settings: Settings, mac: string): Settings {
  return withValues(settings, '802-3-ethernet', {
    'assigned-mac-address': text(mac),
    'cloned-mac-address': undefined,
    // Which card it is for is told by its name; an address that changes must not keep it from fitting.
    'mac-address': undefined,
  });
}

function without(settings: Settings, sections: readonly string[]): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([section]) => !sections.includes(section)));
}

/** The profile as one of a port; a port has no addresses. */
export function asPort(settings: Settings, keys: PortKeys, controller: string, kind: PortKind): Settings {
  const rest = without(settings, ['ipv4', 'ipv6', 'proxy']);
  return withValues(rest, 'connection', { [keys.controller]: text(controller), [keys.portType]: text(kind) });
}

export function asNoPort(settings: Settings, keys: PortKeys): Settings {
  const rest = without(settings, ['bridge-port', 'bond-port']);
  return { ...withValues(rest, 'connection', noController(keys)), ...withoutAddresses };
}

/** Newer versions answer with both names. */
function noController(keys: PortKeys): Readonly<Record<string, undefined>> {
  return {
    master: undefined,
    'slave-type': undefined,
    [keys.controller]: undefined,
    [keys.portType]: undefined,
  };
}

/** What NetworkManager made for a device it found, as a profile to keep: nothing about the device changes. */
export function asAdopted(settings: Settings, device: string): Settings {
  const named = withValues(settings, 'connection', {
    id: text(`${ownPrefix}${device}`),
    autoconnect: flag(true),
    'autoconnect-priority': new Variant('i', priority),
    timestamp: undefined,
  });
  const free =
    named['802-3-ethernet'] === undefined ? named : withValues(named, '802-3-ethernet', { 'mac-address': undefined });
  return free['ipv6']?.['method']?.value === 'disabled' ? withValues(free, 'ipv6', { method: text('ignore') }) : free;
}

/** `GetSettings` leaves secrets out: written back, they would be lost. */
export function holdsSecrets(settings: Settings): boolean {
  return ['802-1x', '802-11-wireless-security', 'macsec', 'wireguard', 'vpn', 'pppoe'].some((key) => key in settings);
}

/** Equal but for what NetworkManager notes by itself. */
export function sameSettings(a: Settings, b: Settings): boolean {
  const key = (settings: Settings): string =>
    canonicalJson(valueToJson(withValues(settings, 'connection', { timestamp: undefined })));
  return key(a) === key(b);
}
