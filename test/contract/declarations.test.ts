import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { contractDeclarations } from '../../src/contract/declarations.ts';
import type { ExecutableContract } from '../../src/contract/contract-set.ts';
import { declaration, field, fields, gene, literal, name, pathway, refusal, span } from './ast-builders.ts';

const kernel = readFileSync(new URL('../../src/kernel/network.ts', import.meta.url), 'utf8');
const hostile =
  'a */ export const owned = 1; /* \u202e\u0000\n@ts-ignore\n * @ts-expect-error\r\n// \u2028} "quoted" \'single\' `tick` ${1} \\';

const contracts: Readonly<Record<string, ExecutableContract>> = {
  bridge_create: gene({
    domain: name('network'),
    does: { span, text: 'Create a bridge.\n\n  - first: settings' },
    takes: [
      field('bridge_name', 'string', { description: 'Name for the bridge' }),
      ...fields({ interfaces: 'string[]', nic: 'string[3..]', pair: 'int[2..2]', mtu: 'int?', ratio: 'float' }),
      field('stp_enabled', 'bool', { default: literal(false) }),
      field('extra', 'object', { description: 'Free form' }),
      field('hint', 'mac_flap?'),
    ],
    gives: fields({ success: 'bool', created: 'string[1..]', flaps: 'mac_flap[]', note: 'object?', error: 'string?' }),
    types: [declaration('mac_flap', { mac: 'string', next: 'mac_flap?', ports: 'string[]' })],
    failsWhen: [refusal('bridge already exists'), refusal('it\'s "odd" \\ */')],
  }),
  check: gene({
    name: name('check'),
    family: 'diagnostic',
    risk: 'none',
    takes: fields({ device: 'string' }),
    gives: fields({ healthy: 'bool', promise: 'promise', record: 'record[]' }),
    // Names TypeScript and the declarations use themselves.
    types: [
      declaration('promise', { a: 'int' }),
      declaration('record', { a: 'output' }),
      declaration('output', { a: 'json_object' }),
      declaration('json_object', { a: 'observing_kernel' }),
      declaration('observing_kernel', { a: 'bool' }),
      declaration('Observing_kernel', { a: 'bool' }),
    ],
  }),
  nothing: gene({ name: name('nothing'), risk: 'none' }),
  provision: pathway({ does: { span, text: 'Provision.' }, takes: fields({ vlans: 'int[]' }) }),
  hostile: gene({
    name: name('hostile'),
    does: { span, text: hostile },
    takes: [field('a', 'string', { description: hostile, default: literal(hostile) })],
    gives: [field('success', 'bool', { description: '@ts-expect-error' })],
    failsWhen: [refusal(hostile)],
  }),
};

/** TypeScript's complaints about an allele beside the declarations of all contracts, as `file: message`. */
function complaints(alleles: Readonly<Record<string, string>>): readonly string[] {
  const root = '/genome';
  const files = new Map<string, string>([[join(root, 'kernel.d.ts'), kernel]]);
  for (const [locus, contract] of Object.entries(contracts)) {
    files.set(join(root, locus, 'contract.d.ts'), contractDeclarations(contract));
  }
  for (const [file, text] of Object.entries(alleles)) files.set(join(root, file), text);
  const options: ts.CompilerOptions = {
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts'],
    types: [],
    noEmit: true,
  };
  const host = ts.createCompilerHost(options);
  const onDisk = host.getSourceFile.bind(host);
  // The genome is in memory; the libraries of TypeScript are not.
  host.directoryExists = (path) => path.startsWith(root) || ts.sys.directoryExists(path);
  host.fileExists = (file) => files.has(file) || ts.sys.fileExists(file);
  host.readFile = (file) => files.get(file) ?? ts.sys.readFile(file);
  host.getSourceFile = (file, version) => {
    const text = files.get(file);
    return text === undefined ? onDisk(file, version) : ts.createSourceFile(file, text, version);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ file, messageText }) => `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
}

const right: Readonly<Record<string, string>> = {
  'bridge_create/right.ts': `
    import type { Gene, Input, Json, MacFlap, Output, Refusal } from './contract.js';
    export const execute: Gene = async (input, kernel) => {
      const first: string = input.nic[0] + input.nic[2];
      const second: number = input.pair[1] + (input.mtu ?? 0) + input.ratio;
      const on: boolean = input.stp_enabled;
      const free: Json | undefined = input.extra['x'];
      const next: MacFlap | undefined = input.hint?.next;
      if (await kernel.link(input.bridge_name)) return { success: false, refusal: 'bridge already exists' };
      await kernel.createBridge(first, { ports: input.interfaces, stp: on });
      if (second > 3) return { success: false, error: 'odd', created: [] };
      return { success: true, created: [first], flaps: next ? [next] : [], note: { a: [1, null] } };
    };
    export const odd: Refusal = 'it\\'s "odd" \\\\ */';
    export const read = (output: Output): readonly string[] => (output.success ? output.created : [output.refusal ?? '']);
    export type Whole = Required<Input>;`,
  'check/right.ts': `
    import type { Gene } from './contract.js';
    export const execute: Gene = async ({ device }, kernel) => {
      const link = await kernel.link(device);
      return { healthy: link !== null, promise: { a: 1 }, record: [{ a: { a: { a: { a: true } } } }] };
    };`,
  'nothing/right.ts': `
    import type { Gene } from './contract.js';
    export const execute: Gene = async (_input, kernel) => { await kernel.links(); return {}; };`,
  'provision/right.ts': `
    import type { Gene } from './contract.js';
    export const execute: Gene = async ({ vlans }, kernel) => {
      for (const vlan of vlans) await kernel.createVlan('bond0', vlan);
      return vlans.length > 0 ? { success: true, healthy: true } : { success: false, error: 'none' };
    };`,
};

const wrong: readonly (readonly [string, string, RegExp])[] = [
  ['bridge_create', `return { success: false, refusal: 'not declared' };`, /'"not declared"' is not assignable/],
  ['bridge_create', `return { success: true, created: [] };`, /'flaps' is missing/],
  ['bridge_create', `return { success: true, created: [], flaps: [], extra: 1 };`, /'extra' does not exist/],
  ['bridge_create', `return { success: 1, created: [], flaps: [] };`, /is not assignable/],
  ['bridge_create', `await kernel.summonBridge('br0'); return { success: false };`, /'summonBridge' does not exist/],
  ['bridge_create', `input.stp_enabled = true; return { success: false };`, /read-only/],
  ['bridge_create', `const mtu: number = input.mtu; return { success: false };`, /undefined/],
  [
    'check',
    `await kernel.setUp('eth0', true); return { healthy: true, promise: { a: 1 }, record: [] };`,
    /'setUp' does not exist/,
  ],
  ['check', `return { healthy: 'yes', promise: { a: 1 }, record: [] };`, /not assignable to type 'boolean'/],
  ['hostile', `return { success: false, refusal: 'bridge already exists' };`, /is not assignable/],
  ['provision', `return { success: true };`, /healthy/],
];

describe('contractDeclarations', () => {
  it('compile, for every construct, with alleles that keep to them', () => {
    expect(complaints(right)).toEqual([]);
  });

  it('refuse alleles that do not', () => {
    const alleles = Object.fromEntries(
      wrong.map(([locus, body], index) => [
        `${locus}/wrong${index}.ts`,
        `import type { Input, Kernel, Output } from './contract.js';\nexport default async function execute(input: Input, kernel: Kernel): Promise<Output> {\n${body}\n}`,
      ]),
    );
    const found = complaints(alleles);
    for (const [index, [locus, body, message]] of wrong.entries()) {
      const here = found.filter((complaint) => complaint.includes(`${locus}/wrong${index}.ts`));
      expect(here, body).toHaveLength(1);
      expect(here[0]).toMatch(message);
    }
  });

  it('keep hostile text inside comments and strings', () => {
    const text = contractDeclarations(contracts['hostile'] ?? gene());
    const file = ts.createSourceFile('contract.d.ts', text, ts.ScriptTarget.ES2023);
    const names = file.statements.map((statement) =>
      ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)
        ? statement.name.text
        : ts.SyntaxKind[statement.kind],
    );
    expect(names).toEqual(['ImportDeclaration', 'Input', 'Refusal', 'Success', 'Failure', 'Output', 'Kernel', 'Gene']);
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
  });

  it('carry descriptions, prose, defaults and bounds for authors to read', () => {
    const text = contractDeclarations(contracts['bridge_create'] ?? gene());
    expect(text).toContain('   * Name for the bridge\n');
    expect(text).toContain(' * Create a bridge.\n *\n *   - first: settings\n');
    expect(text).toContain('Default: false.');
    expect(text).toContain('In the contract: string[3..].');
    expect(text).toContain("import type { NetworkKernel } from '../kernel.js';");
  });

  it('hand a gene that only observes the observing kernel', () => {
    expect(contractDeclarations(contracts['check'] ?? gene())).toContain('export type Kernel = ObservingKernel;');
    expect(contractDeclarations(gene({ risk: 'none' }))).toContain('export type Kernel = ObservingKernel;');
    expect(contractDeclarations(pathway({ risk: 'none' }))).toContain('export type Kernel = ObservingKernel;');
    expect(contractDeclarations(gene({ domain: name('disk_array') }))).toContain(
      'export type Kernel = DiskArrayKernel;',
    );
  });
});
