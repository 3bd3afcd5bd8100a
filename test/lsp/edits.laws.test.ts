import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Position } from 'vscode-languageserver';
import { diagnosticsOf } from '../../src/lsp/features/diagnostics.ts';
import { indexWorkspace } from '../../src/lsp/workspace-index.ts';
import { Client, contractFiles } from './client.ts';

const files = contractFiles();

interface Edit {
  readonly file: number;
  readonly from: number;
  readonly length: number;
  readonly text: string;
}

const fragments = [
  '',
  ' ',
  '\n',
  '  ',
  'takes:',
  '{',
  '}',
  '{step 1.',
  'gene x',
  'risk low',
  '"',
  '[',
  '->',
  '\u202e',
  '😀',
  'a = ',
];

const edit = fc.record<Edit>({
  file: fc.nat({ max: files.length - 1 }),
  from: fc.nat({ max: 4_000 }),
  length: fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 200 })),
  text: fc.oneof(fc.constantFrom(...fragments), fc.string({ maxLength: 8, unit: 'binary' })),
});

/** Everything a client may ask of a place: no answer may be an error of the server. */
async function askEverything(client: Client, file: string, position: Position): Promise<void> {
  const place = { textDocument: { uri: client.uri(file) }, position };
  await Promise.all([
    client.request('textDocument/completion', place),
    client.request('textDocument/hover', place),
    client.request('textDocument/definition', place),
    client.request('textDocument/references', { ...place, context: { includeDeclaration: true } }),
    client.request('textDocument/formatting', { ...place, options: { tabSize: 2, insertSpaces: true } }),
    client.request('textDocument/documentSymbol', place),
  ]);
}

test('after a thousand random edits the faults are those of a fresh parse, and nothing has crashed', async () => {
  const client = await Client.start();
  const texts = new Map(files.map((file) => [file, client.text(file)]));
  const edits = fc.sample(edit, { numRuns: 1_000, seed: 20_261_123 });
  for (const [count, { file: index, from, length, text }] of edits.entries()) {
    const file = files[index] ?? '';
    // Files do not stay rubble for good, else most edits would hit what is broken already.
    const before = count % 10 === 0 ? client.text(file) : (texts.get(file) ?? '');
    const at = Math.min(from, before.length);
    const after = before.slice(0, at) + text + before.slice(at + length);
    texts.set(file, after);
    await client.type(file, after);
    if (count % 50 !== 49) continue;
    const lines = after.slice(0, at).split('\n');
    await askEverything(client, file, { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 });
    await expectFresh(client, texts);
  }
}, 300_000);

async function expectFresh(client: Client, texts: ReadonlyMap<string, string>): Promise<void> {
  const fresh = indexWorkspace(files.map((file) => ({ file: client.uri(file), text: texts.get(file) ?? '' })));
  for (const file of files) {
    const expected = JSON.parse(JSON.stringify(diagnosticsOf(fresh, client.uri(file)))) as unknown;
    await expect.poll(() => client.faults(file), { timeout: 20_000, interval: 5 }).toEqual(expected);
  }
}

test('a contract cut off anywhere crashes no feature', async () => {
  const client = await Client.start();
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...files), fc.double({ min: 0, max: 1, noNaN: true }), async (file, share) => {
      const whole = client.text(file);
      const text = whole.slice(0, Math.floor(whole.length * share));
      await client.type(file, text);
      const lines = text.split('\n');
      await askEverything(client, file, { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 });
      await client.type(file, whole);
    }),
    { numRuns: 100 },
  );
}, 300_000);
