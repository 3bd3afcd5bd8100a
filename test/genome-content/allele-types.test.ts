import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../helpers/project-root.ts';

const folder = path.join(projectRoot, 'genome');

/** Checks every file under genome/ with genome/tsconfig.json, and candidates that exist in memory only. */
function faultsByFile(candidates: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const read = ts.readConfigFile(path.join(folder, 'tsconfig.json'), (file) => ts.sys.readFile(file));
  const config = ts.parseJsonConfigFileContent(read.config, ts.sys, folder);
  const memory = new Map(Object.entries(candidates).map(([file, text]) => [path.join(folder, file), text]));
  const host = ts.createCompilerHost(config.options);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (file, options) => {
    const text = memory.get(path.resolve(file));
    return text === undefined ? getSourceFile(file, options) : ts.createSourceFile(file, text, options);
  };
  const program = ts.createProgram([...config.fileNames, ...memory.keys()], config.options, host);
  const faults = new Map<string, string>();
  for (const { file, messageText } of [...config.errors, ...ts.getPreEmitDiagnostics(program)]) {
    const name = file === undefined ? 'tsconfig.json' : path.relative(folder, file.fileName);
    const text = ts.flattenDiagnosticMessageText(messageText, ' ');
    faults.set(name, [faults.get(name), text].filter((line) => line !== undefined).join('\n'));
  }
  return faults;
}

function candidate(line: string): string {
  return [
    "import type { Input, Kernel, Output } from './contract.js';",
    'export default async function execute(input: Input, kernel: Kernel): Promise<Output> {',
    '  if (await kernel.link(input.bridge_name)) return { success: false };',
    `  ${line}`,
    '  return { success: false };',
    '}',
  ].join('\n');
}

/** What a proposed allele may get wrong, and what the compiler says to it. */
const wrong = {
  'bridge_create/operation.ts': [candidate('await kernel.reboot();'), /'reboot' does not exist/],
  'bridge_create/refusal.ts': [candidate("return { success: false, refusal: 'no time' };"), /not assignable/],
  'bridge_create/node.ts': [candidate('process.exit(0);'), /Cannot find name 'process'/],
  'bridge_create/field.ts': [candidate('input.colour;'), /'colour' does not exist/],
  'bridge_create/syntax.ts': [candidate('') + 'enum Colour { Red }', /erasableSyntaxOnly/],
  'check_link_state/mutating.ts': [
    "import type { Kernel } from './contract.js';\nexport const act = (kernel: Kernel) => kernel.setUp('eth0', false);",
    /'setUp' does not exist/,
  ],
} as const;

describe('the types of the genome', () => {
  it('fit every allele, and nothing a contract or the kernel does not know', () => {
    const faults = faultsByFile(Object.fromEntries(Object.entries(wrong).map(([file, [text]]) => [file, text])));
    for (const [file, [, message]] of Object.entries(wrong)) expect(faults.get(file), file).toMatch(message);
    expect([...faults].filter(([file]) => !(file in wrong))).toEqual([]);
  });
});
