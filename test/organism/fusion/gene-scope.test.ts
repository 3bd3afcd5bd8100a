import { expect, test } from 'vitest';
import { readGeneScope } from '../../../src/organism/fusion/gene-scope.ts';

test('takes imports and the export away and leaves every other byte', () => {
  const body =
    '/** Says so. */\nexport default async function execute(input: Input): Promise<Output> {\n  return `${later}`;\n}\n\nconst later = 1;';
  const source = `import type { Input, Output as Given } from './contract.js';\nimport type { Link } from '../kernel.js';\n\n${body}\n`;
  expect(readGeneScope(source)).toEqual({
    ok: true,
    scope: {
      types: [
        { from: 'contract', name: 'Input', as: 'Input' },
        { from: 'contract', name: 'Output', as: 'Given' },
        { from: 'kernel', name: 'Link', as: 'Link' },
      ],
      body: body.replace('export default ', ''),
      execute: 'execute',
    },
  });
});

test('an expression gets a name', () => {
  const reading = readGeneScope('export default async (input, kernel) => ({ success: true });\n');
  expect(reading).toMatchObject({
    scope: { body: 'const sg$execute = async (input, kernel) => ({ success: true });', execute: 'sg$execute' },
  });
});

test.each([
  ['a value import', "import fs from 'node:fs';\nexport default async function execute() {}"],
  ['types from elsewhere', "import type { X } from './other.js';\nexport default async function execute() {}"],
  ['two exports', 'export default async function execute() {}\nexport const more = 1;'],
  ['no export', 'async function execute() {}'],
  ['a function without a name', 'export default async function () {}'],
])('%s cannot be kept', (_, source) => {
  expect(readGeneScope(source)).toMatchObject({ ok: false });
});
