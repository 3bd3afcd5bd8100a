import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SgError } from '../../../src/errors/sg-error.ts';
import type { Json, JsonObject } from '../../../src/model/json.ts';
import { TopologyHost, type HostOptions } from './topology-host.ts';

const bridge = (name: string, uplink: string): readonly string[] => [
  `  ${name}:`,
  '    is bridge',
  `    uplink ${uplink}`,
];
const bond = (name: string, member: string): readonly string[] => [
  `  ${name}:`,
  '    is bond',
  `    members [${member}]`,
];

/** Faults of the contract, and the line they are found in. */
const faults: Readonly<
  Record<string, { readonly lines: readonly string[]; readonly code: string; readonly line: number }>
> = {
  'resources that wait for each other': {
    lines: ['has:', ...bridge('lan', 'trunk'), ...bond('trunk', 'lan')],
    code: 'resource-cycle',
    line: 8,
  },
  'a reference to a resource that is not there': {
    lines: ['has:', ...bond('storage', 'eth2'), ...bridge('lan', 'storge')],
    code: 'unknown-resource',
    line: 8,
  },
  'a kind nobody provides': {
    lines: ['has:', '  lan:', '    is brigde', '    uplink eth1'],
    code: 'unknown-resource-kind',
    line: 4,
  },
  'a parameter nobody takes': {
    lines: ['takes:', '  nic  string[1..]  "Interfaces"', 'has:', ...bridge('lan', '{nics.0}')],
    code: 'unknown-parameter',
    line: 7,
  },
  'a property the provider does not take': {
    lines: ['has:', ...bridge('lan', 'eth1'), '    mtu 9000'],
    code: 'unknown-property',
    line: 6,
  },
};

async function refusal(action: Promise<unknown>): Promise<SgError> {
  const thrown: unknown = await action.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof SgError)) throw new Error(`expected an SgError, got ${String(thrown)}`);
  return thrown;
}

describe('a topology that is wrong is refused before anything runs, with its place', () => {
  it.each(Object.entries(faults))('%s', async (_name, { lines, code, line }) => {
    const host = await TopologyHost.with();
    host.topology('site', ...lines);
    const before = await host.world();
    for (const action of [() => host.plan('site'), () => host.deploy('site')]) {
      const error = await refusal(action());
      expect(error).toMatchObject({ code: 'contract-errors', exitStatus: 2 });
      expect(error.message).toContain(`contracts/topologies/site.sg:${line}:`);
      expect(error.details).toMatchObject([{ code, file: 'contracts/topologies/site.sg', line }]);
    }
    expect(await host.world()).toEqual(before);
    expect(existsSync(host.repository.file('.sg', 'ledger'))).toBe(false);
  });
});

describe('a request that is wrong', () => {
  const requests: readonly (readonly [string, string, HostOptions, string, string])[] = [
    ['an unknown topology', 'production_sever', {}, 'unknown-topology', 'production_sever'],
    ['a pathway instead of a topology', 'ensure_bridge', {}, 'unknown-topology', 'ensure_bridge'],
    ['too few interfaces', 'production_server', { input: { nic: ['eth1'] } }, 'invalid-input', 'nic'],
    ['a parameter it does not take', 'production_server', { input: { nics: [] } }, 'invalid-input', 'nics'],
    ['an input that is no object', 'production_server', { input: [1] }, 'invalid-input', 'object'],
    ['an unknown phenotype', 'production_server', { phenotype: 'edge' }, 'unknown-phenotype', 'edge'],
  ];
  it.each(requests)('%s', async (_name, topology, options, code, says) => {
    const host = await TopologyHost.with();
    const error = await refusal(host.plan(topology, options));
    expect(error).toMatchObject({ code, exitStatus: 2 });
    expect(error.message).toContain(says);
  });

  it('too few interfaces in the phenotype: says which phenotype', async () => {
    const host = await TopologyHost.with();
    host.phenotype('small', ['eth1']);
    const error = await refusal(host.plan('production_server', { phenotype: 'small' }));
    expect(error).toMatchObject({ code: 'invalid-input', exitStatus: 2 });
    expect(error.message).toContain('"small"');
    expect(error.hint).toContain('phenotypes/small.toml');
  });

  it('a value that only the input shows to be wrong: says which resource, and where', async () => {
    const host = await TopologyHost.with();
    const vlans = ['  vms:', '    is vlan_bridges', '    trunk eth1', '    vlans {vlans}'];
    host.topology('site', 'takes:', '  vlans  object  "VLANs"', 'has:', ...vlans);
    const error = await refusal(host.plan('site', { input: { vlans: {} } }));
    expect(error.exitStatus).toBe(2);
    expect(error.message).toContain('contracts/topologies/site.sg:');
  });
});

describe('parameters', () => {
  const site = ['takes:', '  uplink  string  "Uplink"', '  stp  string = disabled  "Spanning tree"', 'has:'];
  const lan = ['  lan:', '    is bridge', '    uplink {uplink}', '    stp {stp}'];

  it.each<[string, Json, JsonObject]>([
    ['come from the phenotype', {}, { uplink: 'eth2', stp: 'enabled' }],
    ['and the input has the last word', { uplink: 'eth3' }, { uplink: 'eth3', stp: 'enabled' }],
  ])('%s', async (_name, input, expected) => {
    const host = await TopologyHost.with();
    host.topology('site', ...site, ...lan);
    host.phenotype('rack', [], '[parameters]', 'uplink = "eth2"', 'stp = "enabled"', 'for_another_topology = 1', '');
    const plan = await host.plan('site', { phenotype: 'rack', input });
    expect(plan).toMatchObject({ ok: true, input: expected });
  });

  it('have the defaults of the contract where nobody says anything', async () => {
    const host = await TopologyHost.with();
    host.topology('site', ...site, ...lan);
    expect((await host.plan('site', { input: { uplink: 'eth1' } })).input).toEqual({ uplink: 'eth1', stp: 'disabled' });
  });
});
