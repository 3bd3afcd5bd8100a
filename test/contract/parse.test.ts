import { describe, expect, it } from 'vitest';
import type { Contract, GeneContract, PathwayContract, TopologyContract } from '../../src/contract/ast.ts';
import { parseContract } from '../../src/contract/parse.ts';
import { stripSpans, type WithoutSpans } from '../../src/contract/strip-spans.ts';
import { everyGeneConstruct, everyPathwayConstruct, everyTopologyConstruct } from './texts.ts';

function parse(text: string): WithoutSpans<Contract> {
  const { value, diagnostics } = parseContract({ file: 'x.sg', text });
  expect(diagnostics).toEqual([]);
  return stripSpans(value as Contract);
}

const gene = (section: string): WithoutSpans<GeneContract> =>
  parse(
    `gene g\n  is diagnostic\n  takes:\n    a string\n  gives:\n    healthy bool\n${section}`,
  ) as WithoutSpans<GeneContract>;

const name = (text: string): object => ({ text });
const bare = (value: string): object => ({ kind: 'string', value, bare: true });
const int = (value: number): object => ({ kind: 'int', value, raw: String(value) });
const parameter = (text: string, index?: number): object => ({ kind: 'parameter', name: name(text), index });
const argument = (text: string, value: object): object => ({ name: name(text), value });

describe('genes', () => {
  const read = parse(everyGeneConstruct) as WithoutSpans<GeneContract>;

  it('have a header, a family and a risk', () => {
    expect(read).toMatchObject({
      kind: 'gene',
      name: name('bridge_create'),
      domain: name('network'),
      family: 'configuration',
      risk: 'low',
      does: name('Free prose, the mutation prompt.'),
    });
    expect(gene('')).toMatchObject({ domain: undefined, family: 'diagnostic', risk: 'none', does: undefined });
  });

  it('have fields with bounds, options and either form of a default', () => {
    const list = { min: undefined, max: undefined };
    expect(read.takes).toEqual([
      field('bridge_name', 'string', { description: 'Name for the bridge' }),
      field('interfaces', 'string', { list, description: 'Interfaces to attach' }),
      field('nic', 'string', { list: { min: 3, max: undefined }, description: 'At least three' }),
      field('pair', 'int', { list: { min: 2, max: 2 }, optional: true }),
      field('stp_enabled', 'bool', {
        description: 'Default makes it optional',
        default: { kind: 'bool', value: false },
      }),
      field('send_arp', 'bool', { optional: true, description: 'Optional, may be absent' }),
      field('url', 'string', {
        description: 'Default may also follow the description',
        default: { kind: 'string', value: 'x', bare: false },
      }),
    ]);
    expect(read.types).toEqual([
      {
        name: name('mac_flap'),
        fields: [
          field('mac', 'string', { description: 'Address' }),
          field('ports', 'string', { list, description: 'Where it was seen' }),
        ],
      },
    ]);
  });

  it('declare refusals and environment failures by what a bullet promises', () => {
    expect(read.failsWhen).toEqual([
      {
        condition: 'bridge already exists',
        consequence: 'refusal',
        text: 'bridge already exists -> success=false',
      },
      { condition: 'NM D-Bus unavailable', consequence: 'environment', text: 'NM D-Bus unavailable -> error' },
      { condition: 'only prose', consequence: undefined, text: 'only prose' },
    ]);
  });

  it('verify by calls and prose within a window', () => {
    expect(read.verify).toEqual({
      items: [
        { kind: 'call', target: name('check_link_state'), arguments: [argument('device', parameter('bridge_name'))] },
        { kind: 'prose', text: 'prose is kept too' },
      ],
      within: { duration: { kind: 'duration', seconds: 30, raw: '30s' }, all: false },
    });
  });

  it('feed loci and connect to things', () => {
    expect(read.feeds).toEqual([
      { locus: name('bridge_create'), timescale: 'convergence' },
      { locus: name('bond_create'), timescale: 'resilience' },
      { locus: name('vlan_create'), timescale: undefined },
    ]);
    expect(read.connects).toEqual([
      { name: name('connection'), type: name('sqlite'), description: 'Database to inspect' },
      { name: name('other'), type: name('http'), description: undefined },
    ]);
  });

  it('have worked examples', () => {
    expect(read.examples).toEqual([
      {
        title: 'attaches both interfaces',
        given: [name('interface eth0'), name('interface eth1')],
        takes: [
          argument('bridge_name', bare('br0')),
          argument('interfaces', { kind: 'list', items: [bare('eth0'), bare('eth1')] }),
        ],
        gives: [argument('success', { kind: 'bool', value: true })],
        then: [name('bridge br0 has ports [eth0, eth1]'), name('interface br0 is up')],
      },
      {
        title: 'refuses a bridge that exists',
        given: [name('bridge br0')],
        takes: [argument('bridge_name', bare('br0')), argument('interfaces', { kind: 'list', items: [] })],
        gives: [argument('success', { kind: 'bool', value: false })],
        then: [name('nothing changed')],
      },
    ]);
  });
});

describe('pathways', () => {
  const read = parse(everyPathwayConstruct) as WithoutSpans<PathwayContract>;

  it('say what they provide, in which order, and what becomes of failures', () => {
    expect(read).toMatchObject({
      kind: 'pathway',
      risk: 'critical',
      provides: [name('bridge'), name('bond')],
      requires: [
        { step: 3, needs: [2] },
        { step: 4, needs: [1, 3] },
      ],
      onFailure: { policy: 'rollback all' },
    });
  });

  it('have steps that call, repeat and choose', () => {
    const call = (target: string, pathway: boolean, args: readonly object[]): object => ({
      target: name(target),
      pathway,
      arguments: args,
    });
    expect(read.steps).toEqual([
      {
        kind: 'call',
        number: 1,
        call: call('provision_management_bridge', true, [argument('bridge_name', parameter('bridge_name'))]),
      },
      {
        kind: 'call',
        number: 2,
        call: call('bond_create', false, [
          argument('bond_name', { kind: 'string', value: 'storage', bare: false }),
          argument('mode', bare('active-backup')),
          argument('members', { kind: 'list', items: [bare('eth1'), bare('eth2')] }),
        ]),
      },
      {
        kind: 'for',
        number: 3,
        variable: name('vlan'),
        over: parameter('vlans'),
        body: [
          call('vlan_create', false, [
            argument('parent', { kind: 'step', step: 2, field: name('bond_name') }),
            argument('vlan_id', parameter('vlan')),
          ]),
          call('announce', true, [
            argument('name', { kind: 'template', parts: [name('storage.'), parameter('vlan')] }),
          ]),
        ],
      },
      {
        kind: 'when',
        number: 4,
        subject: { kind: 'step', step: 1, field: name('healthy') },
        branches: [
          {
            value: { kind: 'bool', value: false },
            call: call('mac_preserve', false, [argument('device', parameter('bridge_name'))]),
          },
          {
            value: { kind: 'bool', value: true },
            call: call('check_connectivity', false, [argument('bridge_name', parameter('bridge_name'))]),
          },
        ],
      },
    ]);
  });

  it('take arguments on the line, below it, or both', () => {
    const steps = (text: string): unknown => (parse(`pathway p\n  steps:\n${text}`) as PathwayContract).steps;
    const below = steps('    1. a\n      x = 1\n      y = [2, {z}]\n');
    expect(steps('    1. a x=1 y=[2,{z}]\n')).toEqual(below);
    expect(steps('    1. a x = 1\n             y = [2,{z}]\n')).toEqual(below);
  });
});

describe('topologies', () => {
  const read = parse(everyTopologyConstruct) as WithoutSpans<TopologyContract>;

  it('declare resources with a kind and properties', () => {
    expect(read.has).toEqual([
      {
        name: name('management'),
        is: name('bridge'),
        properties: [
          argument('uplink', parameter('nic', 0)),
          argument('mac', bare('preserve')),
          argument('stp', bare('enabled')),
        ],
      },
      {
        name: name('storage'),
        is: name('bond'),
        properties: [
          argument('mode', bare('active-backup')),
          argument('members', { kind: 'list', items: [parameter('nic', 1), parameter('nic', 2)] }),
        ],
      },
      {
        name: name('vm_traffic'),
        is: name('vlan_bridges'),
        properties: [
          argument('trunk', bare('storage')),
          argument('vlans', { kind: 'list', items: [int(100), int(200), int(300)] }),
        ],
      },
    ]);
    expect(read.onFailure).toEqual([{ policy: 'preserve what works' }, { policy: 'report what failed' }]);
  });

  it('verify in loops', () => {
    expect(read.verify).toEqual({
      items: [
        { kind: 'call', target: name('check_connectivity'), arguments: [argument('bridge_name', bare('management'))] },
        {
          kind: 'for',
          variable: name('vlan'),
          over: { kind: 'list', items: [int(100), int(200), int(300)] },
          body: [
            {
              kind: 'call',
              target: name('check_link_state'),
              arguments: [argument('interface', { kind: 'template', parts: [name('storage.'), parameter('vlan')] })],
            },
          ],
        },
      ],
      within: { duration: { kind: 'duration', seconds: 60, raw: '60s' }, all: true },
    });
  });
});

describe('values', () => {
  const value = (text: string): unknown =>
    gene(`  examples:\n    e:\n      gives:\n        x = ${text}\n`).examples[0]?.gives[0]?.value;

  it.each([
    ['5', { kind: 'int', value: 5, raw: '5' }],
    ['-5', { kind: 'int', value: -5, raw: '-5' }],
    ['-0', { kind: 'int', value: 0, raw: '-0' }],
    ['0.5', { kind: 'float', value: 0.5, raw: '0.5' }],
    ['-12.25', { kind: 'float', value: -12.25, raw: '-12.25' }],
    ['30s', { kind: 'duration', seconds: 30, raw: '30s' }],
    ['5m', { kind: 'duration', seconds: 300, raw: '5m' }],
    ['2h', { kind: 'duration', seconds: 7200, raw: '2h' }],
    ['true', { kind: 'bool', value: true }],
    ['false', { kind: 'bool', value: false }],
    ['True', bare('True')],
    ['eth0.100', bare('eth0.100')],
    ['active-backup', bare('active-backup')],
    ['_x', bare('_x')],
    ['"quoted \\"text\\""', { kind: 'string', value: 'quoted "text"', bare: false }],
    [
      '"a \\\\ \\/ \\n\\r\\t \\u00e9\\ud83d\\ude00 # no comment"',
      { kind: 'string', value: 'a \\ / \n\r\t é😀 # no comment', bare: false },
    ],
    ['""', { kind: 'string', value: '', bare: false }],
    ['{nic.0}', parameter('nic', 0)],
    ['{ nic }', parameter('nic')],
    ['{step 12.field_1}', { kind: 'step', step: 12, field: name('field_1') }],
    ['{a}-{b}.x', { kind: 'template', parts: [parameter('a'), name('-'), parameter('b'), name('.x')] }],
    ['[]', { kind: 'list', items: [] }],
    ['[a, [1, {b}]]', { kind: 'list', items: [bare('a'), { kind: 'list', items: [int(1), parameter('b')] }] }],
  ])('%s', (text, node) => {
    expect(value(text)).toEqual(node);
  });
});

describe('places', () => {
  it('are the offset, line and column of the text', () => {
    const { value } = parseContract({ file: 'x.sg', text: everyTopologyConstruct });
    const uplink = (value as TopologyContract).has[0]?.properties[0];
    expect(uplink?.span).toEqual({
      start: { offset: everyTopologyConstruct.indexOf('uplink {nic.0}'), line: 7, column: 7 },
      end: { offset: everyTopologyConstruct.indexOf('uplink {nic.0}') + 14, line: 7, column: 21 },
    });
  });

  it('cover the text of every name and value', () => {
    for (const text of [everyGeneConstruct, everyPathwayConstruct, everyTopologyConstruct]) {
      const found = namesIn(parseContract({ file: 'x.sg', text }).value);
      expect(found.length).toBeGreaterThan(20);
      for (const { name: written, place } of found) expect(text.slice(...place)).toBe(written);
    }
  });

  it('count after a byte-order mark and across CRLF', () => {
    const text = '\uFEFF' + everyTopologyConstruct.replaceAll('\n', '\r\n');
    const { value, diagnostics } = parseContract({ file: 'x.sg', text });
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([['byte-order-mark', 'warning']]);
    expect(stripSpans(value)).toEqual(parse(everyTopologyConstruct));
    const end = value?.span.end.offset ?? 0;
    expect(text.slice(end)).toBe('\r\n');
  });
});

/** Every node `{ text, span }` on one line, below a value, with the place its span gives. */
function namesIn(node: unknown): { name: string; place: [number, number] }[] {
  if (typeof node !== 'object' || node === null) return [];
  const below = Object.values(node).flatMap(namesIn);
  if (!('text' in node && 'span' in node)) return below;
  const { text, span } = node as Contract['name'];
  return span.start.line === span.end.line
    ? [{ name: text, place: [span.start.offset, span.end.offset] }, ...below]
    : below;
}

function field(
  fieldName: string,
  base: string,
  extras: { list?: object; optional?: boolean; description?: string; default?: object },
): object {
  const { list, optional = false, description, default: value } = extras;
  return { name: name(fieldName), type: { base: name(base), list, optional }, description, default: value };
}
