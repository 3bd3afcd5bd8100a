import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inPrefix, parseIp, type IpAddress } from '../../../src/kernel/ip-address.ts';
import { labelsFor } from '../../../src/organism/redaction/labels.ts';
import { relabelAddresses } from '../../../src/organism/redaction/relabel-addresses.ts';
import { relabelMacs } from '../../../src/organism/redaction/relabel-macs.ts';
import { relabelNames } from '../../../src/organism/redaction/relabel-names.ts';

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Of what is labelled: different things stay different, and nothing is called what something was called. */
function expectOneForOne(originals: readonly string[], labels: readonly string[], common: readonly string[]): void {
  expect(new Set(labels).size).toBe(new Set(originals).size);
  const private_ = originals.filter((one) => !common.includes(one));
  expect(labels.filter((label) => private_.includes(label))).toEqual([]);
}

const name = fc.string({ unit: fc.constantFrom('a', 'n', '0', '7', '-', 'é'), minLength: 1, maxLength: 7 });

describe('names that stand for others', () => {
  it('are one for one, in the same order and as long', () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 40 }), (names) => {
        const relabel = relabelNames(names);
        const labels = names.map((one) => relabel(one) ?? '');
        expectOneForOne(names, labels, ['lo']);
        const sorted = [...names].sort(order).map((one) => relabel(one) ?? '');
        expect(sorted).toEqual([...sorted].sort(order));
        for (const one of names) {
          const bytes = Buffer.byteLength(one);
          expect(Buffer.byteLength(relabel(one) ?? '')).toBe(bytes < 4 ? 4 : bytes);
        }
      }),
    );
  });

  it('keep the form of a VLAN name, and leave the loopback its own', () => {
    const relabel = relabelNames(['storage', 'storage.100', 'lo', 'free.standing.7']);
    expect(relabel('storage.100')).toBe(`${relabel('storage') ?? ''}.100`);
    expect(relabel('storage.200')).toBe(`${relabel('storage') ?? ''}.200`);
    expect(relabel('free.standing.7')).not.toContain('standing');
    expect(relabel('lo')).toBe('lo');
    expect(relabel('nobody')).toBeUndefined();
  });
});

const mac = fc
  .uint8Array({ minLength: 6, maxLength: 6 })
  .map((octets) => [...octets].map((octet) => octet.toString(16).padStart(2, '0')).join(':'));
const macs = fc.uniqueArray(fc.oneof(mac, fc.constantFrom('02:00:00:00:00:01', '03:00:00:00:00:01')), {
  minLength: 1,
  maxLength: 40,
});

describe('MAC addresses that stand for others', () => {
  it('are one for one, groups for groups, each kind in the same order', () => {
    fc.assert(
      fc.property(macs, (all) => {
        const relabel = relabelMacs(all);
        const common = ['00:00:00:00:00:00', 'ff:ff:ff:ff:ff:ff'];
        expectOneForOne(
          all,
          all.map((one) => relabel(one) ?? ''),
          common,
        );
        const isGroup = (one: string): boolean => (Number.parseInt(one.slice(0, 2), 16) & 1) === 1;
        for (const kind of [true, false]) {
          const labels = all
            .filter((one) => isGroup(one) === kind && !common.includes(one))
            .sort(order)
            .map((one) => relabel(one) ?? '');
          expect(labels).toEqual([...labels].sort(order));
          expect(labels.every((label) => isGroup(label) === kind)).toBe(true);
        }
      }),
    );
  });
});

const ip = fc.oneof(
  fc.ipV4(),
  fc.ipV6().filter((text) => parseIp(text) !== undefined),
  fc
    .tuple(fc.constantFrom('10.0.0', '10.0.1', '192.168.4', '172.16.0'), fc.nat(255))
    .map(([net, host]) => `${net}.${host}`),
  fc.tuple(fc.constantFrom('fe80::', 'fe80::5054:ff:fe00:', 'fd00:1:'), fc.nat(65_535)).map(([net, host]) => {
    return `${net}${net === 'fd00:1:' ? ':' : ''}${host.toString(16)}`;
  }),
);

const headBits = { inet: 8, inet6: 16 } as const;

describe('IP addresses that stand for others', () => {
  it('are one for one, and lie in one network exactly where the others do', () => {
    fc.assert(
      fc.property(fc.uniqueArray(ip, { minLength: 2, maxLength: 24 }), fc.nat(120), (texts, more) => {
        const all = texts.filter((text) => isPrivate(parseIp(text)!));
        const relabel = relabelAddresses(all);
        const labels = all.map((text) => parseIp(relabel(text) ?? '')!);
        const values = (list: readonly IpAddress[]): string[] => list.map(({ family, value }) => `${family} ${value}`);
        const originals = all.map((text) => parseIp(text)!);
        expectOneForOne(values(originals), values(labels), []);
        for (const [i, a] of originals.entries()) {
          for (const [j, b] of originals.entries()) {
            const bits = Math.min(headBits[a.family] + more, a.family === 'inet' ? 32 : 128);
            expect(inPrefix(labels[i]!, labels[j]!, bits)).toBe(inPrefix(a, b, bits));
          }
        }
      }),
    );
  });

  it('keep the first and the last address of a network, and what is the same on every host', () => {
    const relabel = relabelAddresses([
      '192.168.4.17/24',
      '192.168.4.0/24',
      '192.168.4.255',
      'fe80::5054:ff:fe12:3456/64',
    ]);
    const network = relabel('192.168.4.0/24')?.replace('/24', '') ?? '';
    expect(network).toMatch(/\.0$/);
    expect(inPrefix(parseIp(relabel('192.168.4.17/24')!.replace('/24', ''))!, parseIp(network)!, 24)).toBe(true);
    expect(relabel('192.168.4.17/24')).not.toBe(`${network}/24`);
    expect(relabel('fe80::5054:ff:fe12:3456/64')).toMatch(/^feb.*\/64$/);
    expect(['0.0.0.0/0', '::/0', '127.0.0.1/8', '::1', '255.255.255.255'].map((text) => relabel(text))).toEqual([
      '0.0.0.0/0',
      '::/0',
      '127.0.0.1/8',
      '::1',
      '255.255.255.255',
    ]);
    expect(relabel('192.168.4.9999')).toBeUndefined();
  });
});

function isPrivate({ family, value }: IpAddress): boolean {
  if (family === 'inet') return value !== 0n && value >> 24n !== 127n && value !== 0xffffffffn;
  return value > 1n;
}

describe('a text', () => {
  const { text, name: ofName } = labelsFor(new Set(['eth1', 'eth1.100', 'br0', '10', 'e']), [
    'RTNETLINK 52:54:00:12:34:56',
    '10.1.2.3/24 fe80::1 10.1.2.3',
  ]);

  it.each([
    'eth1: no such device',
    'port eth1.100 of (br0) is down',
    'eth1-up, br0_x and "eth1"',
    'lladdr 52:54:00:12:34:56: busy, via fe80::1: unreachable',
    '10.1.2.3:80 and 10.1.2.3/24.',
    'e:10:br0',
  ])('loses what is known, wherever it stands: %s', (told) => {
    expect(text(told)).not.toMatch(/eth1|br0|52:54|10\.1\.2\.3|fe80::1\b|(?<![0-9a-z.])(?:10|e)(?![0-9a-z.])/);
  });

  it('keeps what is not', () => {
    expect(text('eth10 met brother at 12:30, ::x')).toBe('eth10 met brother at 12:30, ::x');
    expect(text('eth1 of br0')).toBe(`${ofName('eth1') ?? ''} of ${ofName('br0') ?? ''}`);
  });
});
