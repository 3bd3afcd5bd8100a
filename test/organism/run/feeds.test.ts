import { describe, expect, test } from 'vitest';
import { sha256 } from '../../../src/model/digest.ts';
import { feedVerdicts, type ActedAttempt, type Finding } from '../../../src/organism/run/feeds.ts';
import { resilienceDue, resilienceMoments } from '../../../src/organism/watch/due-records.ts';
import { networkGenome } from '../../helpers/network-genome.ts';

const { contracts } = await networkGenome();
const allele = sha256('allele');

function acted(attempt: number, locus: string, input: ActedAttempt['input']): ActedAttempt {
  return { run: 'r', attempt, locus, allele, input };
}

function finding(diagnostic: string, input: Finding['input'], healthy = false): Finding {
  return { at: 5, diagnostic, input, healthy };
}

function credited(attempts: readonly ActedAttempt[], found: Finding): readonly (readonly [number, string])[] {
  return feedVerdicts(contracts, attempts, found).map(({ attempt, timescale }) => [attempt, timescale]);
}

describe('the finding of a diagnostic', () => {
  const create = acted(1, 'bridge_create', { bridge_name: 'br0', interfaces: ['eth1'] });
  const uplink = acted(2, 'bridge_uplink', { bridge_name: 'br0', uplink: 'eth2', replaces: '' });
  const fdb = finding('check_fdb_stability', { bridge_name: 'br0', samples: 4, interval_seconds: 2 });

  test('is a verdict on each locus it feeds, on the timescale the contract names', () => {
    expect(feedVerdicts(contracts, [create, uplink], fdb)).toEqual([
      {
        t: 'verdict',
        run: 'r',
        at: 5,
        attempt: 2,
        locus: 'bridge_uplink',
        allele,
        timescale: 'convergence',
        healthy: false,
      },
      {
        t: 'verdict',
        run: 'r',
        at: 5,
        attempt: 1,
        locus: 'bridge_create',
        allele,
        timescale: 'resilience',
        healthy: false,
      },
    ]);
  });

  test('goes to the allele that acted last on that device', () => {
    const again = acted(3, 'bridge_uplink', { bridge_name: 'br0', uplink: 'eth3', replaces: 'eth2' });
    const elsewhere = acted(4, 'bridge_uplink', { bridge_name: 'br1', uplink: 'eth4', replaces: '' });
    expect(credited([uplink, again, elsewhere], fdb)).toEqual([[3, 'convergence']]);
  });

  test('says nothing about what acted on other devices', () => {
    expect(credited([acted(1, 'bridge_uplink', { bridge_name: 'br1', uplink: 'eth2', replaces: '' })], fdb)).toEqual(
      [],
    );
  });

  test('is not credited for an expectation that two inputs share', () => {
    const bond = acted(1, 'bond_create', { bond_name: 'bond1', members: ['eth1'], mode: '802.3ad', miimon: 100 });
    const found = finding('check_bond_state', { bond_name: 'bond0', mode: '802.3ad', members: [], require_links: 1 });
    expect(credited([bond], found)).toEqual([]);
  });

  test('knows a VLAN interface by its parent and id', () => {
    const vlan = acted(1, 'vlan_create', { parent: 'bond0', vlan_id: 100, vlan_name: '' });
    const about = (device: string): Finding => finding('check_link_state', { device, require_carrier: true });
    expect(credited([vlan], about('bond0.100'))).toEqual([[1, 'convergence']]);
    expect(credited([vlan], about('bond0.200'))).toEqual([]);
  });

  test('of something that is no diagnostic is no verdict', () => {
    expect(credited([create], finding('bridge_create', { bridge_name: 'br0' }))).toEqual([]);
  });
});

describe('resilience', () => {
  const who = { run: 'r', attempt: 1, at: 100, allele };

  test('is looked at after an hour, six hours, a day and a week, by the diagnostics that feed the locus', () => {
    const due = resilienceDue(contracts, { ...who, locus: 'bridge_create' }, { bridge_name: 'br0', interfaces: [] });
    expect(due.map(({ notBefore }) => notBefore - who.at)).toEqual(resilienceMoments);
    expect(due[0]?.check).toEqual([{ target: 'check_fdb_stability', arguments: { bridge_name: 'br0' } }]);
  });

  test('is not asked about what the input does not name', () => {
    expect(resilienceDue(contracts, { ...who, locus: 'mac_preserve' }, { device: 'br0', source: '' })).toEqual([]);
  });

  test("is nobody's business where no diagnostic feeds it", () => {
    expect(resilienceDue(contracts, { ...who, locus: 'vlan_create' }, { parent: 'eth1', vlan_id: 1 })).toEqual([]);
  });
});
