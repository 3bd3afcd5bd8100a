import { describe, expect, it } from 'vitest';
import { checkStatically } from '../../../src/arena/stages/static-check.ts';
import { compiler } from '../../helpers/arena.ts';
import { networkGenome } from '../../helpers/network-genome.ts';
import { allele } from './refused-sources.ts';

const { contracts, genome } = await networkGenome();

async function messages(source: string, locus = 'link_up'): Promise<readonly string[]> {
  const { stage, status, failures } = await checkStatically({ locus, source }, { contracts, compiler });
  expect(stage).toBe('static');
  expect(status).toBe(failures.length === 0 ? 'passed' : 'failed');
  return failures.map(({ at, message }) => `${at}: ${message}`);
}

const looking = (body: string): string =>
  [
    "import type { Input, Kernel, Output } from './contract.js';",
    'export default async function execute(input: Input, kernel: Kernel): Promise<Output> {',
    '  const link = await kernel.link(input.device);',
    `  ${body}`,
    '  return { healthy: link !== null, findings: [] };',
    '}',
  ].join('\n');

/** What a candidate may get wrong, and what the compiler says to it and where. */
const wrong: readonly (readonly [name: string, source: string, said: string | RegExp])[] = [
  [
    'an invented operation',
    allele({ body: 'await kernel.reboot();' }),
    "line 5, column 16: Property 'reboot' does not exist on type 'NetworkKernel'.",
  ],
  ['a misspelt operation', allele({ body: 'await kernel.setup(device, true);' }), /Did you mean 'setUp'\?/],
  [
    'a wrong argument',
    allele({ body: "await kernel.setUp(device, 'yes');" }),
    /line 5.*'string' is not assignable to parameter of type 'boolean'/,
  ],
  ['an argument missing', allele({ body: 'await kernel.setUp(device);' }), /Expected 2 arguments, but got 1/],
  [
    'an option the kernel does not have',
    allele({ body: "await kernel.createBridge('br0', { colour: 1 });" }),
    /'colour' does not exist in type 'BridgeOptions'/,
  ],
  [
    'a field the input does not have',
    allele({ body: 'const { name }: Input = { device };' }),
    /'name' does not exist on type 'Input'/,
  ],
  [
    'success missing',
    allele({ body: 'if (link === null) return { device, changed: true };' }),
    /line 5.*'success' is missing in type/,
  ],
  [
    'a field missing on success',
    allele({ body: 'if (link === null) return { success: true, device };' }),
    /'changed' is missing in type/,
  ],
  [
    'a field too many',
    allele({ body: 'if (link === null) return { success: true, device, changed: true, extra: 1 };' }),
    /'extra' does not exist in type 'Success'/,
  ],
  [
    'a refusal nobody declared',
    allele({ body: "if (link === null) return { success: false, refusal: 'no time' };" }),
    /"no time".*is not assignable/,
  ],
  ['nothing returned', allele({ body: 'if (link === null) return;' }), /'undefined' is not assignable/],
  ['null unlooked at', allele({ body: 'link.up;' }), /'link' is possibly 'null'/],
  [
    'an element that may be missing',
    allele({ body: 'const [first] = await kernel.links();\n  first.up;' }),
    /'first' is possibly 'undefined'/,
  ],
  [
    'a write to an input',
    allele({ body: 'const given: Input = { device };\n  given.device = "x";' }),
    /read-only property/,
  ],
  ['an implicit any', allele({ head: 'function f(a) { return a; }' }), /'a' implicitly has an 'any' type/],
  ['Node', allele({ body: 'process.exit(0);' }), /Cannot find name 'process'/],
  ['a console', allele({ body: "console.log('x');" }), /Cannot find name 'console'/],
  ['timers', allele({ body: 'setTimeout(() => {}, 1);' }), /Cannot find name 'setTimeout'/],
  ['a browser', allele({ body: "await fetch('https://example.org');" }), /Cannot find name 'fetch'/],
  ['shared memory', allele({ body: 'new SharedArrayBuffer(1);' }), /Cannot find name 'SharedArrayBuffer'/],
  ['weak references', allele({ body: 'new WeakRef({});' }), /Cannot find name 'WeakRef'/],
  [
    'internationalisation',
    allele({ body: 'new Intl.NumberFormat();' }),
    /'Intl' as a value|'Intl' only refers|namespace 'Intl'/,
  ],
  ['escape', allele({ body: "escape('x');" }), /Cannot find name 'escape'/],
  ['eval', allele({ body: "eval('1');" }), /Cannot find name 'eval'/],
  ['Function', allele({ body: "new Function('1');" }), /'Function' only refers to a type/],
  [
    'an import of a module',
    allele({ head: "import type { A } from 'node:fs';\ntype B = A;" }),
    /line 2, column 24: .*'node:fs'/,
  ],
  [
    'a type the contract does not have',
    allele({ head: "import type { Flap } from './contract.js';\ntype B = Flap;" }),
    /has no exported member 'Flap'/,
  ],
  [
    'another input',
    allele({}).replace('{ device }: Input', '{ device }: { device: string; port: number }'),
    /line 3, column 31: .*not assignable to type 'Gene'/,
  ],
  [
    'another kernel',
    allele({}).replace('kernel: Kernel', 'kernel: Kernel & { reboot(): void }'),
    /not assignable to type 'Gene'/,
  ],
  [
    'another output',
    allele({}).replace('Promise<Output>', 'Promise<Output | number>'),
    /not assignable to type 'Gene'/,
  ],
  ['an enum', allele({ head: 'enum Colour { Red }' }), /erasableSyntaxOnly/],
];

describe('the second stage', () => {
  it('lets every allele of the genome pass', async () => {
    for (const locus of await genome.loci()) {
      for (const digest of await genome.alleles(locus)) {
        expect({ digest, said: await messages(await genome.source(locus, digest), locus) }).toEqual({
          digest,
          said: [],
        });
      }
    }
  });

  it.each(wrong)('refuses %s in the compiler’s own words', async (_name, source, said) => {
    const found = await messages(source);
    if (typeof said === 'string') expect(found[0]).toBe(said);
    else expect(found.join('\n')).toMatch(said);
    for (const each of found) expect(each).toMatch(/^line \d+, column \d+: [^\p{C}]+$/u);
  });

  it('gives diagnostics the observing half only', async () => {
    expect(await messages(looking(''), 'check_link_state')).toEqual([]);
    const [message] = await messages(looking('await kernel.setUp(input.device, true);'), 'check_link_state');
    expect(message).toBe("line 4, column 16: Property 'setUp' does not exist on type 'ObservingKernel'.");
  });

  it('lets pass what leaves its types to the compiler', async () => {
    const source = allele({}).replace(': Promise<Output>', '').replace('Output }', 'Output as Used }');
    expect(
      await messages(
        source
          .replace('const link', 'const used: Used | null = null;\n  const link')
          .replace('link ===', 'used ?? link ==='),
      ),
    ).toEqual([]);
  });

  it('leaves style to people: what is not used is no error', async () => {
    expect(await messages(allele({ head: 'function f(a: string) {}', body: 'const unused = 1;' }))).toEqual([]);
  });

  it('reads types of other loci for fused alleles', async () => {
    const head =
      "import type { Input as Other } from '../bridge_create/contract.js';\nfunction f(a: Other) { return a.ports; }\nconst g = { f };";
    const [message] = await messages(allele({ head, body: 'g.f({} as never);' }));
    expect(message).toMatch(/Property 'ports' does not exist on type 'Input'/);
  });

  it('remembers nothing of one candidate for the next', async () => {
    const bad = allele({ head: 'interface Array<T> { stolen: T }', body: 'const a: string[] = []; a.stolen;' });
    expect(await messages(bad)).not.toEqual([]);
    expect(await messages(allele({ body: 'const a: string[] = []; a.stolen;' }))).toEqual([
      "line 5, column 29: Property 'stolen' does not exist on type 'string[]'.",
    ]);
    expect(await messages(allele({}))).toEqual([]);
  });

  it('ends for types that grow without end', async () => {
    const head = 'type Grow<T extends readonly unknown[]> = Grow<[...T, ...T]>;\nconst grown: Grow<[1]> = null;';
    expect(await messages(allele({ head, body: 'String(grown);' }))).not.toEqual([]);
  });
});
