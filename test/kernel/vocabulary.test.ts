import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors/usage-error.ts';
import { announce } from '../../src/kernel/mock/announce.ts';
import { detachPort } from '../../src/kernel/mock/bridge-port.ts';
import { createBridge } from '../../src/kernel/mock/bridge.ts';
import { setMac } from '../../src/kernel/mock/link.ts';
import { probe } from '../../src/kernel/mock/probe.ts';
import { findWorldFault } from '../../src/kernel/mock/world-faults.ts';
import type { World } from '../../src/kernel/mock/world-schema.ts';
import {
  checkThenLine,
  faultsFromGiven,
  networkVocabulary,
  vocabularyEntries,
  worldFromGiven,
} from '../../src/kernel/vocabulary.ts';
import { faultPlanSchema } from '../../src/kernel/mock/fault-plan.ts';
import { bondOf, bridgeOf, fdbLines, linkOf } from './mock/worlds.ts';

describe('the vocabulary', () => {
  it('understands every example of its own table', () => {
    for (const { section, example, form } of vocabularyEntries) {
      const fault = section === 'given' ? networkVocabulary.checkGiven(example) : networkVocabulary.checkThen(example);
      expect(fault, `${form}: ${example}`).toBeUndefined();
    }
    const forms = vocabularyEntries.map(({ section, form }) => `${section} ${form}`);
    expect(new Set(forms).size).toBe(forms.length);
  });

  it('says where a line goes wrong, what was expected and what was meant', () => {
    expect(networkVocabulary.checkGiven('interface eth0 whithout carrier')).toEqual({
      message: '"whithout" is not understood here',
      expected:
        'the end of the line, or `is`, or `without`, or `mac`, or `mtu`, or `loses`, or `gets`, or `flaps`, or `vanishes`',
      offset: 15,
      length: 8,
      suggestion: 'without',
    });
    expect(networkVocabulary.checkThen('no brige br0')).toMatchObject({ offset: 3, length: 5, suggestion: 'bridge' });
    expect(networkVocabulary.checkGiven('bridge br0 with ports [eth0, a/b]')).toMatchObject({
      message: '"a/b" does not fit here: the name contains "/"',
      offset: 29,
      length: 3,
    });
    expect(networkVocabulary.checkGiven('bridge br0 with ports eth0')).toMatchObject({
      expected: 'a list of devices in brackets, such as [eth0, eth1]',
    });
    expect(networkVocabulary.checkGiven('bridge br0 with ports [eth0, eth0]')?.message).toContain('twice');
    expect(networkVocabulary.checkThen('interface br0 has mtu 70000')?.message).toContain('0 to 65536');
    expect(networkVocabulary.checkThen('interface br0 is up now')).toMatchObject({
      offset: 20,
      length: 3,
      expected: 'the end of the line',
    });
    expect(networkVocabulary.checkThen('interface br0')).toMatchObject({
      message: 'The line ends too early',
      offset: 13,
    });
    expect(networkVocabulary.checkThen('')).toMatchObject({ message: 'The line ends too early', offset: 0 });
    expect(networkVocabulary.checkGiven('address 192.0.2.10/33 on br0')?.message).toContain('0 to 32');
    expect(networkVocabulary.checkGiven('bond b mode active-backu')?.suggestion).toBe('active-backup');
  });

  it('places every fault inside the line, or at its end', () => {
    const word = fc.constantFrom(
      'interface',
      'bridge',
      'br0',
      'has',
      'no',
      'with',
      'ports',
      '[eth0]',
      '[',
      'is',
      'up',
      'was',
      '52:54:00:00:00:01',
      'ß',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 7 }), (words) => {
        const line = words.join(' ');
        for (const fault of [networkVocabulary.checkGiven(line), networkVocabulary.checkThen(line)]) {
          if (fault === undefined) continue;
          expect(fault.offset).toBeLessThanOrEqual(line.length);
          expect(fault.length).toBeGreaterThan(0);
          expect(fault.expected).not.toBe('');
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('worldFromGiven', () => {
  it('numbers cards in their order and leaves everything at rest', () => {
    const world = worldFromGiven([
      'interface eth7',
      'interface eth0',
      'bridge br0 stp on',
      'bridge br0 forward delay 4',
      'bridge br0 with ports [eth0, eth7]',
      'fdb br0 has 52:54:00:AA:bb:cc on eth7',
    ]);
    expect([linkOf(world, 'eth7').mac, linkOf(world, 'eth0').mac]).toEqual(['52:54:00:00:00:00', '52:54:00:00:00:01']);
    expect(bridgeOf(world, 'br0')).toMatchObject({ stp: true, forwardDelay: 4, operstate: 'up' });
    expect(bridgeOf(world, 'br0').ports.map(({ state }) => state)).toEqual(['forwarding', 'forwarding']);
    expect(fdbLines(world, 'br0')).toContain('eth7 52:54:00:aa:bb:cc learned');
    expect(world.clock).toBe(worldFromGiven([]).clock);
  });

  it('says more of a thing that was named before, and starts what is under way last', () => {
    const world = worldFromGiven([
      'interface eth0',
      'bridge br0',
      'port eth0 of br0 is learning',
      'bridge br0 stp on',
      'bridge br0 with ports [eth0]',
      'interface eth0 mac 52:54:00:00:00:77',
      'interface eth0 mtu 9000',
      'bond bond0 mode 802.3ad',
      'interface eth1',
      'bond bond0 with members [eth1]',
      'bond bond0 miimon 0',
      'interface eth1 without carrier',
    ]);
    expect(bridgeOf(world, 'br0').ports).toEqual([{ name: 'eth0', state: 'learning' }]);
    expect(linkOf(world, 'br0')).toMatchObject({ mac: '52:54:00:00:00:77', mtu: 9000, carrier: false });
    expect(linkOf(world, 'eth0').permanentMac).toBe('52:54:00:00:00:77');
    expect(bondOf(world, 'bond0')).toMatchObject({
      mode: '802.3ad',
      miimon: 0,
      members: [{ name: 'eth1', linkUp: true }],
    });
    expect(findWorldFault(world)).toBeUndefined();
  });

  it.each([
    [['bridge br0 with ports [eth0]'], 'Cannot find device "eth0"'],
    [['interface eth0', 'bridge eth0'], 'no bridge but of kind ethernet'],
    [['interface eth0', 'bridge br0 with ports [eth0]', 'bridge br1 with ports [eth0]'], 'belongs to'],
    [['bridge br0', 'interface br0 without carrier'], 'its carrier comes from what is below it'],
    [['interface eth0', 'bridge br0', 'fdb br0 has 52:54:00:aa:bb:cc on eth0'], 'no port of "br0"'],
    [['interface eth0', 'bridge br0', 'port eth0 of br0 is listening'], 'no port of "br0"'],
    [['host 192.0.2.1 behind eth0'], 'Cannot find device'],
    [['interface eth0 is dwon'], 'expected up or down'],
    [['interface eth0', 'host 192.0.2.1 behind eth0', 'switch sw0 with ports [eth0]'], 'leads to a host already'],
    [['interface eth0', 'switch sw0 with ports [eth0]', 'host 192.0.2.1 behind eth0'], 'plugged into a switch'],
    [['interface eth0', 'switch sw0 with ports [eth0]', 'switch sw1 with ports [eth0]'], 'plugged in already'],
    [['interface eth0', 'switch eth0 with ports [eth0]'], 'device of this machine'],
    [['interface eth0', 'bridge br0', 'switch sw0 with ports [br0]'], 'no network card'],
    [['interface eth0', 'switch sw0 with ports []', 'switch sw0 has 52:54:00:00:00:10 on eth0'], 'not plugged into'],
    [['switch sw0 ageing 60s'], 'there is no switch "sw0"'],
    [['host 192.0.2.1 asks 192.0.2.10 every 5s'], 'there is no host'],
    [['reboot after 99999s'], 'a time in seconds'],
  ])('refuses %j', (lines, reason) => {
    expect(() => worldFromGiven(lines)).toThrow(UsageError);
    expect(() => worldFromGiven(lines)).toThrow(reason);
  });
});

describe('faultsFromGiven', () => {
  it('reads what goes wrong, which is no part of the world', () => {
    const state = ['interface eth0', 'interface eth1'];
    const faults = ['operation 2 fails with EBUSY', 'interface eth1 vanishes at operation 3', 'reboot at operation 9'];
    expect(faultsFromGiven([...state, ...faults])).toEqual({
      version: 1,
      faults: [
        { at: 2, does: { kind: 'error', code: 'EBUSY', message: 'RTNETLINK answers: Device or resource busy' } },
        { at: 3, does: { kind: 'vanish', device: 'eth1' } },
        { at: 9, does: { kind: 'reboot' } },
      ],
    });
    expect(worldFromGiven([...state, ...faults])).toEqual(worldFromGiven(state));
    expect(faultsFromGiven(state).faults).toEqual([]);
  });

  it('gives plans that the kernel takes, for every form', () => {
    for (const { example } of vocabularyEntries) {
      expect(faultPlanSchema.safeParse(faultsFromGiven([example])).success, example).toBe(true);
    }
  });
});

describe('then lines', () => {
  const before = worldFromGiven([
    'interface eth0',
    'interface eth1',
    'interface eth2',
    'bridge br0 with ports [eth0, eth1]',
    'bond bond0 with members [eth2]',
    'vlan bond0.100 on bond0 id 100',
    'address 192.0.2.10/24 on br0',
    'host 192.0.2.1 behind eth0',
    'fdb br0 has 52:54:00:aa:bb:cc on eth1',
  ]);

  it.each([
    'bridge br0 exists',
    'interface br0 exists',
    'vlan bond0.100 exists',
    'no bridge br1',
    'no bridge eth0',
    'no interface eth9',
    'bridge br0 has ports [eth1, eth0]',
    'bridge br0 has stp off',
    'bridge br0 has forward delay 15',
    'port eth0 of br0 is forwarding',
    'interface br0 is up',
    'interface br0 has carrier',
    'interface br0 has mac 52:54:00:00:00:00',
    'interface br0 has mtu 1500',
    'interface br0 has address 192.0.2.10/24',
    'interface eth1 has master br0',
    'interface br0 has no master',
    'bond bond0 has members [eth2]',
    'bond bond0 has mode active-backup',
    'bond bond0 has miimon 100',
    'bond bond0 has active member eth2',
    'vlan bond0.100 is on bond0 with id 100',
    'fdb br0 has 52:54:00:AA:BB:CC on eth1',
    'fdb br0 does not have 52:54:00:aa:bb:dd',
    'br0 was not announced',
    '192.0.2.1 is reachable',
    '192.0.2.2 is unreachable',
    'nothing changed',
  ])('are true: %s', (line) => {
    expect(checkThenLine(line, before, before)).toEqual({ ok: true });
  });

  it.each([
    ['bridge br1 exists', 'there is no br1'],
    ['bridge eth0 exists', 'eth0 is of kind ethernet'],
    ['no bridge br0', 'br0 exists'],
    ['bridge br0 has ports [eth0]', 'br0 has ports [eth0, eth1]'],
    ['bridge br0 has stp on', 'br0 has stp off'],
    ['bridge bond0 has stp on', 'bond0 is of kind bond'],
    ['bridge br0 has forward delay 4', 'br0 has forward delay 15'],
    ['port eth0 of br0 is learning', 'eth0 is forwarding'],
    ['port eth2 of br0 is learning', 'eth2 has master bond0'],
    ['interface br0 is down', 'br0 is up'],
    ['interface br0 has no carrier', 'br0 has carrier'],
    ['interface br0 has mac 52:54:00:00:00:01', 'br0 has mac 52:54:00:00:00:00'],
    ['interface br0 has mtu 9000', 'br0 has mtu 1500'],
    ['interface br0 has address 192.0.2.11/24', 'br0 has [192.0.2.10/24]'],
    ['interface eth1 has master br1', 'eth1 has master br0'],
    ['interface eth1 has no master', 'eth1 has master br0'],
    ['interface eth9 has no master', 'there is no eth9'],
    ['bond bond0 has members [eth1, eth2]', 'bond0 has members [eth2]'],
    ['bond bond0 has mode 802.3ad', 'bond0 has mode active-backup'],
    ['bond bond0 has miimon 0', 'bond0 has miimon 100'],
    ['bond bond0 has active member eth1', 'bond0 has active member eth2'],
    ['vlan bond0.100 is on bond0 with id 101', 'bond0.100 is on bond0 with id 100'],
    ['fdb br0 has 52:54:00:aa:bb:cc on eth0', 'br0 has 52:54:00:aa:bb:cc on eth1'],
    ['fdb br0 has 52:54:00:aa:bb:dd on eth0', 'br0 has no entry for 52:54:00:aa:bb:dd'],
    ['fdb br0 does not have 52:54:00:aa:bb:cc', 'br0 has 52:54:00:aa:bb:cc on eth1'],
    ['br0 was announced', 'nothing announced br0'],
    ['192.0.2.1 is unreachable', '192.0.2.1 is reachable'],
    ['192.0.2.2 is reachable', '192.0.2.2 is unreachable'],
  ])('are false: %s', (line, found) => {
    expect(checkThenLine(line, before, before)).toEqual({ ok: false, found });
  });

  function after(line: string, change: (world: World) => World): unknown {
    const checked = checkThenLine(line, before, change(before));
    return checked.ok ? 'true' : checked.found;
  }

  it('tell an announcement of this run, of its own address, that reached a wire', () => {
    expect(after('br0 was announced', (world) => announce(world, 'br0'))).toBe('true');
    expect(after('br0 was not announced', (world) => announce(world, 'br0'))).toBe('br0 was announced');
    const other = (world: World): World => announce(world, 'br0', '52:54:00:aa:bb:cc');
    expect(after('br0 was announced', other)).toBe('nothing announced br0; announced on it: 52:54:00:aa:bb:cc');
    expect(after('52:54:00:aa:bb:cc was announced on br0', other)).toBe('true');
    expect(after('br0 was announced', (world) => setMac(announce(world, 'br0'), 'br0', '52:54:00:00:00:99'))).toContain(
      'nothing',
    );
    const unplugged = (world: World): World =>
      announce(detachPort(detachPort(world, 'br0', 'eth0'), 'br0', 'eth1'), 'br0');
    expect(after('br0 was announced', unplugged)).toContain('without carrier');
    const earlier = announce(before, 'br0');
    expect(checkThenLine('br0 was announced', earlier, earlier).ok).toBe(false);
    expect(checkThenLine('br0 was announced', earlier, announce(earlier, 'br0')).ok).toBe(true);
  });

  it('call nothing changed what time and traffic did, and nothing else', () => {
    expect(after('nothing changed', (world) => probe(world, '192.0.2.1').world)).toBe('true');
    expect(after('nothing changed', (world) => announce(world, 'br0'))).toBe('changed: announcement on br0');
    expect(after('nothing changed', (world) => createBridge(world, 'br1'))).toContain('links.br1');
  });
});

describe('the contracts of this repository', () => {
  it('use lines that describe possible worlds', () => {
    const files = ['genes', 'pathways'].flatMap((folder) =>
      readdirSync(join('contracts', folder)).map((file) => join('contracts', folder, file)),
    );
    expect(files.length).toBeGreaterThan(0);
    for (const given of files.flatMap((file) => givenBlocks(readFileSync(file, 'utf8')))) {
      expect(findWorldFault(worldFromGiven(given)), given.join('; ')).toBeUndefined();
    }
  });
});

/** The lines below each `given:`, by their indentation. */
function givenBlocks(text: string): readonly string[][] {
  return [...text.matchAll(/^( *)given:\n((?:\1 +\S.*\n)+)/gm)].map(([, , block = '']) =>
    block
      .trimEnd()
      .split('\n')
      .map((line) => line.trim()),
  );
}
