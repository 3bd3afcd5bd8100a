import { describe, expect, it } from 'vitest';
import type { Contract } from '../../src/contract/ast.ts';
import { contractDigest } from '../../src/contract/contract-digest.ts';
import { describeContract } from '../../src/contract/describe.ts';
import { formatContract } from '../../src/contract/format.ts';
import { parseContract } from '../../src/contract/parse.ts';

function read(text: string): Contract {
  const { value, diagnostics } = parseContract({ file: 'x.sg', text });
  expect(diagnostics).toEqual([]);
  if (value === undefined) throw new Error('no contract');
  return value;
}

const gene = `gene bridge_create for network
  is configuration
  risk low

  does:
    Create a bridge.

      - first settings

  takes:
    bridge_name  string           "Name for the bridge"
    interfaces   string[1..]
    stp_enabled  bool = false
    mode         string = active-backup
    ids          int[]? "Ids"

  gives:
    success  bool
    flaps    flap[]
    error    string?

  types:
    flap:
      mac  string

  before:
    - Bridge does not exist
  fails when:
    - bridge already exists -> success=false
    - odd

  verify:
    check device={bridge_name} nic={interfaces.0} delay=5m
    within 30s

  examples:
    makes one:
      given:
        interface eth0
      takes:
        bridge_name = br0
        interfaces = [eth0]
      gives:
        success = true
      then:
        interface br0 is up
`;

const pathway = `pathway p
  risk high
  provides bridge
  steps:
    1. -> other
         a = [1, "b", {x}]
    2. for v in {x}:
         make
           name = br.{v}
    3. when step 1.healthy:
         false -> make
           name = {step 2.name}
  requires:
    step 3 needs step 1, step 2
  on failure:
    rollback all
`;

const topology = `topology t
  has:
    a:
      is bond
      mode active-backup
    b:
      is bridge
      uplink a
  verify:
    check device=b
    all within 60s
  on failure:
    preserve what works
`;

describe('describeContract', () => {
  it('gives a gene as JSON without positions', () => {
    expect(describeContract(read(gene))).toEqual({
      kind: 'gene',
      name: 'bridge_create',
      domain: 'network',
      does: 'Create a bridge.\n\n  - first settings',
      takes: [
        { name: 'bridge_name', type: 'string', required: true, description: 'Name for the bridge' },
        { name: 'interfaces', type: 'string[1..]', required: true, description: null },
        { name: 'stp_enabled', type: 'bool', required: false, description: null, default: false },
        { name: 'mode', type: 'string', required: false, description: null, default: 'active-backup' },
        { name: 'ids', type: 'int[]?', required: false, description: 'Ids' },
      ],
      types: [{ name: 'flap', fields: [{ name: 'mac', type: 'string', required: true, description: null }] }],
      family: 'configuration',
      risk: 'low',
      gives: [
        { name: 'success', type: 'bool', required: true, description: null },
        { name: 'flaps', type: 'flap[]', required: true, description: null },
        { name: 'error', type: 'string?', required: false, description: null },
      ],
      before: ['Bridge does not exist'],
      after: [],
      failsWhen: [
        {
          condition: 'bridge already exists',
          consequence: 'refusal',
          text: 'bridge already exists -> success=false',
        },
        { condition: 'odd', consequence: null, text: 'odd' },
      ],
      unhealthyWhen: [],
      verify: {
        items: [
          {
            kind: 'call',
            target: 'check',
            arguments: [
              { name: 'device', value: { parameter: 'bridge_name' } },
              { name: 'nic', value: { parameter: 'interfaces', index: 0 } },
              { name: 'delay', value: { seconds: 300 } },
            ],
          },
        ],
        withinSeconds: 30,
      },
      feeds: [],
      connects: [],
      examples: [
        {
          title: 'makes one',
          given: ['interface eth0'],
          takes: [
            { name: 'bridge_name', value: 'br0' },
            { name: 'interfaces', value: ['eth0'] },
          ],
          gives: [{ name: 'success', value: true }],
          then: ['interface br0 is up'],
        },
      ],
    });
  });

  it('gives the steps of a pathway', () => {
    expect(describeContract(read(pathway))).toMatchObject({
      provides: ['bridge'],
      steps: [
        {
          number: 1,
          kind: 'call',
          target: 'other',
          arguments: [{ name: 'a', value: [1, 'b', { parameter: 'x' }] }],
        },
        {
          number: 2,
          kind: 'for',
          variable: 'v',
          over: { parameter: 'x' },
          body: [{ target: 'make', arguments: [{ name: 'name', value: { template: ['br.', { parameter: 'v' }] } }] }],
        },
        {
          number: 3,
          kind: 'when',
          subject: { step: 1, field: 'healthy' },
          branches: [
            { value: false, target: 'make', arguments: [{ name: 'name', value: { step: 2, field: 'name' } }] },
          ],
        },
      ],
      requires: [{ step: 3, needs: [1, 2] }],
      onFailure: 'rollback all',
    });
  });

  it('tells a word that may name a resource from text', () => {
    expect(describeContract(read(topology))).toMatchObject({
      has: [
        { name: 'a', is: 'bond' },
        { name: 'b', is: 'bridge', properties: [{ name: 'uplink', value: { word: 'a' } }] },
      ],
      verify: { items: [{ arguments: [{ name: 'device', value: { word: 'b' } }] }], withinSeconds: 60 },
      onFailure: ['preserve what works'],
    });
  });

  it.each([gene, pathway, topology])('survives JSON', (text) => {
    const description = describeContract(read(text));
    expect(JSON.parse(JSON.stringify(description))).toEqual(description);
  });
});

describe('contractDigest', () => {
  it('does not change with comments, quotes and the place of a default', () => {
    const other = gene
      .replace('  takes:', '  # inputs\n  takes:   # all of them')
      .replace('string = active-backup', 'string default="active-backup"');
    expect(contractDigest(read(other))).toBe(contractDigest(read(gene)));
  });

  it.each([gene, pathway, topology])('does not change when the contract is formatted', (text) => {
    const untidy = text
      .replaceAll(/^( *)(\w+) {2,}(\w)/gm, '$1$2 $3')
      .replaceAll('\n  verify:', '\n\n\n  # checks\n  verify:   ')
      .replace(/^ {2}(steps|has|takes):/m, '\n\n\n  $1:  ')
      .replaceAll('    within', '    # soon\n    within');
    expect(untidy).not.toBe(text);
    const formatted = formatContract({ file: 'x.sg', text: untidy });
    if (!('text' in formatted)) throw new Error('not formatted');
    expect(formatted.text).not.toBe(untidy);
    expect(contractDigest(read(formatted.text))).toBe(contractDigest(read(untidy)));
    expect(contractDigest(read(formatted.text))).toBe(contractDigest(read(text)));
  });

  it.each([
    ['prose', 'Create a bridge.', 'Create a bridge!'],
    ['a description', 'Name for the bridge', 'Name of the bridge'],
    ['a bound', 'string[1..]', 'string[2..]'],
    ['a default', 'bool = false', 'bool = true'],
    ['the type of a default', 'string = active-backup', 'string = other'],
    ['the risk', 'risk low', 'risk high'],
    ['a refusal', 'already exists', 'exists'],
    ['a duration', '5m', '301s'],
    ['an example', 'interface eth0', 'interface eth1'],
    ['text in place of a reference', '{bridge_name}', '"{bridge_name}"'],
  ])('changes with %s', (_, from, to) => {
    expect(gene).toContain(from);
    expect(contractDigest(read(gene.replace(from, to)))).not.toBe(contractDigest(read(gene)));
  });

  it('is the same for durations of the same length', () => {
    expect(contractDigest(read(gene.replace('5m', '300s')))).toBe(contractDigest(read(gene)));
  });

  it('tells a resource from its name in quotes', () => {
    expect(contractDigest(read(topology.replace('uplink a', 'uplink "a"')))).not.toBe(contractDigest(read(topology)));
  });
});
