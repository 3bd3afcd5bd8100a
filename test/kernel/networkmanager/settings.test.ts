import { describe, expect, it } from 'vitest';
import {
  asAdopted,
  asNoPort,
  asPort,
  holdsSecrets,
  newSettings,
  portKeys,
  sameSettings,
  text,
  withMac,
  withValues,
  type Settings,
} from '../../../src/kernel/networkmanager/settings.ts';
import { Variant } from '../../../src/kernel/networkmanager/variant.ts';

/** Values without their types. */
function plain(settings: Settings): Record<string, Record<string, unknown>> {
  const section = (values: Settings[string]): Record<string, unknown> =>
    Object.fromEntries(Object.entries(values).map(([key, { value }]) => [key, value]));
  return Object.fromEntries(Object.entries(settings).map(([name, values]) => [name, section(values)]));
}

describe('profiles of NetworkManager', () => {
  it('of sg are named after their device, come up with the host, and before others', () => {
    expect(plain(newSettings('br0', 'bridge'))).toMatchObject({
      connection: {
        id: 'sg-br0',
        type: 'bridge',
        'interface-name': 'br0',
        autoconnect: true,
        'autoconnect-priority': 100,
      },
      ipv4: { method: 'disabled' },
      ipv6: { method: 'ignore' },
    });
  });

  it.each([
    [[1, 42], 'master', 'slave-type'],
    [[1, 46], 'controller', 'port-type'],
    [[2, 0], 'controller', 'port-type'],
  ] as const)('of version %j say %s and %s', (version, controller, portType) => {
    const keys = portKeys(version);
    const port = asPort(newSettings('eth1', '802-3-ethernet'), keys, 'br0', 'bridge');
    expect(plain(port)['connection']).toMatchObject({ [controller]: 'br0', [portType]: 'bridge' });
    expect(Object.keys(port)).not.toContain('ipv4');
    const free = plain(asNoPort(port, keys));
    expect(free['connection']).not.toHaveProperty(controller);
    expect(free).toMatchObject({ ipv4: { method: 'disabled' } });
  });

  it('take an address in one form only, and are not tied to the one a card had', () => {
    const had = withValues(newSettings('eth1', '802-3-ethernet'), '802-3-ethernet', {
      'mac-address': new Variant('ay', Buffer.from([2, 0, 0, 0, 0, 1])),
      'cloned-mac-address': new Variant('ay', Buffer.from([2, 0, 0, 0, 0, 2])),
      mtu: new Variant('u', 1400),
    });
    const card = plain(withMac(had, '02:00:00:00:00:03'))['802-3-ethernet'];
    expect(card).toEqual({ 'assigned-mac-address': '02:00:00:00:00:03', mtu: 1400 });
  });

  it('that NetworkManager made for what it found keep their addresses when they are taken over', () => {
    const found: Settings = {
      connection: {
        id: text('br7'),
        uuid: text('u'),
        autoconnect: new Variant('b', false),
        timestamp: new Variant('t', 5n),
      },
      ipv4: { method: text('manual'), 'address-data': new Variant('aa{sv}', [{ address: text('192.0.2.1') }]) },
      ipv6: { method: text('disabled') },
    };
    const adopted = asAdopted(found, 'br7');
    expect(plain(adopted)).toMatchObject({
      connection: { id: 'sg-br7', uuid: 'u', autoconnect: true },
      ipv6: { method: 'ignore' },
    });
    expect(adopted['ipv4']).toEqual(found['ipv4']);
    expect(adopted['connection']).not.toHaveProperty('timestamp');
  });

  it('are the same whatever time NetworkManager notes, and different otherwise', () => {
    const one = newSettings('br0', 'bridge');
    expect(sameSettings(one, withValues(one, 'connection', { timestamp: new Variant('t', 7n) }))).toBe(true);
    expect(sameSettings(one, withMac(one, '02:00:00:00:00:03'))).toBe(false);
  });

  it('with secrets are known as such', () => {
    expect(holdsSecrets({ '802-1x': {} })).toBe(true);
    expect(holdsSecrets(newSettings('br0', 'bridge'))).toBe(false);
  });
});
