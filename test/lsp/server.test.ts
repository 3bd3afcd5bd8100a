import { pathToFileURL } from 'node:url';
import type {
  CodeAction,
  CompletionItem,
  DocumentSymbol,
  Hover,
  Location,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '../helpers/project-root.ts';
import { Client, contractFiles } from './client.ts';

const gene = 'contracts/genes/bridge_create.sg';
const pathway = 'contracts/pathways/provision_vlan_bridge.sg';
const topology = 'contracts/topologies/production_server.sg';

function labels(items: readonly CompletionItem[]): readonly string[] {
  return items.map(({ label }) => label);
}

async function complete(
  client: Client,
  file: string,
  text: string,
  marked: string,
): Promise<readonly CompletionItem[]> {
  await client.type(file, text);
  return client.request('textDocument/completion', client.at(file, text, marked));
}

describe('faults', () => {
  test('the network genome has none', async () => {
    const client = await Client.start();
    for (const file of contractFiles()) await expect.poll(() => client.faults(file)).toEqual([]);
  });

  test('show as one types, in other files as well, and go when they are mended', async () => {
    const client = await Client.start();
    const text = client.text(gene);
    await client.type(gene, text.replace('risk low', 'risk lov'));
    await expect
      .poll(() => client.faults(gene))
      .toMatchObject([{ code: 'unknown-risk', source: 'sg', range: { start: { line: 2 } } }]);

    await client.type(gene, text.replaceAll('stp_enabled', 'spanning_tree'));
    await expect.poll(() => client.faults(gene)).toEqual([]);
    await expect.poll(() => client.faults('contracts/pathways/configure_bridge_with_stp.sg')).not.toEqual([]);

    await client.type(gene, text);
    await expect.poll(() => client.faults('contracts/pathways/configure_bridge_with_stp.sg')).toEqual([]);
  });

  test('offer what may have been meant', async () => {
    const client = await Client.start();
    const text = client.text(gene).replace('risk low', 'risk lov');
    await client.type(gene, text);
    await expect.poll(() => client.faults(gene)).not.toEqual([]);
    const diagnostics = client.faults(gene);
    const actions = await client.request<readonly CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri: client.uri(gene) },
      range: diagnostics[0]?.range,
      context: { diagnostics },
    });
    expect(actions).toMatchObject([{ title: 'Change to `low`', kind: 'quickfix' }]);
    expect(Object.values(actions[0]?.edit?.changes ?? {})[0]).toMatchObject([{ newText: 'low' }]);
  });
});

describe('hover', () => {
  test.each([
    [
      pathway,
      'bridge_cre|ate',
      ['**bridge_create**', 'risk low', 'interfaces  string[]', 'Used by', 'provision_vlan_bridge'],
    ],
    [pathway, 'vlan_id =| {vlan}', []],
    [pathway, 'parent| = {trunk}', ['takes of vlan_create']],
    [pathway, '{tru|nk}', ['`trunk  string`', 'Interface or bond']],
    [pathway, 'step 1.vlan_n|ame', ['gives of vlan_create']],
    [topology, 'trunk stor|age', ['resource `storage`']],
    ['contracts/genes/check_link_state.sg', 'findings   find|ing[]', ['finding:', 'problem  string']],
  ])('%s at %s', async (file, marked, expected) => {
    const client = await Client.start();
    const hover = await client.request<Hover | null>('textDocument/hover', client.at(file, client.text(file), marked));
    const text = hover === null ? '' : (hover.contents as { value: string }).value;
    for (const part of expected) expect(text).toContain(part);
    expect(text === '').toBe(expected.length === 0);
  });
});

test.each([
  [
    'markdown',
    ['markdown', 'plaintext'] as const,
    /^\*\*x\*\* .*\n\nSee bridge_create, `a_b\*`, \\<b\\> and \\\[x\\\]\(y\)\./,
  ],
  ['plaintext', ['plaintext', 'markdown'] as const, /^x .*\n\nSee bridge_create, `a_b\*`, <b> and \[x\]\(y\)\./],
  ['plaintext', undefined, /^x /],
])('hover is %s for a client that takes %j', async (kind, contentFormat, expected) => {
  const hover = contentFormat === undefined ? {} : { contentFormat: [...contentFormat] };
  const client = await Client.start(projectRoot, { capabilities: { textDocument: { hover } } });
  const text =
    'gene x for network\n  is diagnostic\n  risk low\n\n  does:\n    See bridge_create, `a_b*`, <b> and [x](y).\n';
  await client.type('contracts/genes/x.sg', text);
  const { contents } = await client.request<Hover>(
    'textDocument/hover',
    client.at('contracts/genes/x.sg', text, 'gene |x'),
  );
  expect(contents).toMatchObject({ kind });
  expect((contents as { value: string }).value).toMatch(expected);
});

describe('completion', () => {
  test.each([
    ['the first word', '', '|', ['gene', 'pathway', 'topology'], ['does']],
    ['sections', 'gene x\n  ', 'gene x\n  |', ['is', 'risk', 'takes', 'fails when'], ['steps', 'has']],
    ['risk', 'gene x\n  risk ', 'risk |', ['low', 'critical'], []],
    ['types', 'gene x\n  takes:\n    a  ', 'a  |', ['string', 'int'], []],
    ['diagnostics only', 'gene x\n  verify:\n    ', 'verify:\n    |', ['check_link_state'], ['bridge_create']],
    ['arguments', 'gene x\n  verify:\n    check_link_state ', 'check_link_state |', ['device', 'require_carrier'], []],
    [
      'not what is given',
      'gene x\n  verify:\n    check_link_state device=a ',
      'device=a |',
      ['require_carrier'],
      ['device'],
    ],
    ['targets of steps', 'pathway x\n  steps:\n    1. ', '1. |', ['bridge_create', 'provision_bond'], []],
    [
      'arguments below a step',
      'pathway x\n  steps:\n    1. vlan_create\n         ',
      '         |',
      ['parent', 'vlan_id'],
      [],
    ],
    [
      'references',
      'pathway x\n  takes:\n    nic  string\n  steps:\n    1. link_up\n         device = {',
      '= {|',
      ['nic'],
      [],
    ],
    ['policies', 'pathway x\n  on failure:\n    ', 'failure:\n    |', ['rollback all'], []],
    ['resource kinds', 'topology x\n  has:\n    a:\n      is ', 'is |', ['bridge', 'bond'], []],
    [
      'words of examples',
      'gene x\n  examples:\n    a:\n      given:\n        ',
      'given:\n        |',
      ['interface <name>'],
      [],
    ],
    ['fed loci', 'gene x\n  feeds:\n    ', 'feeds:\n    |', ['bridge_create'], ['provision_bond']],
  ])('of %s', async (_what, text, marked, expected, absent) => {
    const client = await Client.start();
    const found = labels(await complete(client, 'contracts/genes/x.sg', text, marked));
    expect(found).toEqual(expect.arrayContaining([...expected]));
    for (const label of absent) expect(found).not.toContain(label);
  });

  test('of what an earlier step gave', async () => {
    const client = await Client.start();
    const text = client.text(pathway).replace('{step 1.vlan_name}', '{step 1.}');
    expect(labels(await complete(client, pathway, text, '{step 1.|}'))).toContain('vlan_name');
  });

  test("of a resource's properties", async () => {
    const client = await Client.start();
    const text = client.text(topology).replace('      mac preserve\n', '      \n');
    expect(labels(await complete(client, topology, text, '      |\n'))).toEqual(
      expect.arrayContaining(['is', 'mac', 'uplink']),
    );
  });
});

describe('navigation', () => {
  test('from a call to its contract', async () => {
    const client = await Client.start();
    const text = client.text(pathway);
    const found = await client.request<Location[]>('textDocument/definition', client.at(pathway, text, 'vlan_cr|eate'));
    expect(found).toMatchObject([{ uri: client.uri('contracts/genes/vlan_create.sg'), range: { start: { line: 0 } } }]);
  });

  test('from an argument to the field it fills', async () => {
    const client = await Client.start();
    const text = client.text(pathway);
    const found = await client.request<Location[]>('textDocument/definition', client.at(pathway, text, 'vlan_i|d = {'));
    const target = 'contracts/genes/vlan_create.sg';
    expect(found).toMatchObject([{ uri: client.uri(target) }]);
    expect(client.text(target).split('\n')[found[0]?.range.start.line ?? -1]).toMatch(/^ {4}vlan_id /);
  });

  test('to every user of a locus', async () => {
    const client = await Client.start();
    const text = client.text(gene);
    const params = { ...client.at(gene, text, 'gene bridge_cr|eate'), context: { includeDeclaration: false } };
    const found = await client.request<Location[]>('textDocument/references', params);
    const files = new Set(found.map(({ uri }) => uri));
    expect([...files]).toEqual(expect.arrayContaining([client.uri(pathway)]));
    expect(files).not.toContain(client.uri(gene));
    const written = contractFiles().filter((file) =>
      /^[^#\n]*\bbridge_create\b/m.test(client.text(file).replace(/^gene.*$/m, '')),
    );
    expect([...files].sort()).toEqual(
      expect.arrayContaining(written.filter((file) => file.includes('pathways')).map((file) => client.uri(file))),
    );
  });
});

describe('renaming', () => {
  async function rename(client: Client, file: string, marked: string, newName: string): Promise<WorkspaceEdit> {
    return client.request('textDocument/rename', { ...client.at(file, client.text(file), marked), newName });
  }

  test('a parameter changes in its contract and in every call, and all contracts stay sound', async () => {
    const client = await Client.start();
    const { changes = {} } = await rename(client, gene, '    stp_en|abled  bool', 'spanning_tree');
    const files = contractFiles().filter((file) => changes[client.uri(file)] !== undefined);
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) await client.type(file, applied(client.text(file), changes[client.uri(file)] ?? []));
    for (const file of contractFiles()) await expect.poll(() => client.faults(file)).toEqual([]);
  });

  test("a loop's variable changes in its loop only", async () => {
    const client = await Client.start();
    const { changes = {} } = await rename(client, topology, 'for vl|an in', 'tag');
    const text = applied(client.text(topology), changes[client.uri(topology)] ?? []);
    expect(Object.keys(changes)).toEqual([client.uri(topology)]);
    expect(text).toContain('for tag in [100, 200, 300]:\n      check_link_state device=storage.{tag}');
  });

  test.each([
    [gene, 'gene bridge_cr|eate', 'other', /by hand/],
    [gene, '    stp_en|abled  bool', 'Not A Name', /lower-case letter/],
    [gene, '    stp_en|abled  bool', 'interfaces', /taken/],
  ])('%s at %s to %s is refused', async (file, marked, name, message) => {
    await expect(rename(await Client.start(), file, marked, name)).rejects.toThrow(message);
  });
});

describe('documents', () => {
  test('are formatted as by sg contract fmt', async () => {
    const client = await Client.start();
    const text = client.text(gene);
    await client.type(gene, text.replaceAll('  string  ', '   string      '));
    const edits = await client.request<TextEdit[]>('textDocument/formatting', {
      textDocument: { uri: client.uri(gene) },
      options: { tabSize: 2, insertSpaces: true },
    });
    const [edit] = edits;
    const lines = text.split('\n');
    const changed = lines.flatMap((line, index) => (line.includes('  string  ') ? [index] : []));
    const [first = 0, last = 0] = [changed.at(0), changed.at(-1)];
    expect(edits).toHaveLength(1);
    expect(edit?.range).toEqual({ start: { line: first, character: 0 }, end: { line: last + 1, character: 0 } });
    expect(edit?.newText).toBe(lines.slice(first, last + 1).join('\n') + '\n');
  });

  test('that are formatted need no edit, and saving them changes nothing', async () => {
    const client = await Client.start();
    const params = { textDocument: { uri: client.uri(gene) }, options: { tabSize: 2, insertSpaces: true } };
    expect(await client.request('textDocument/formatting', params)).toEqual([]);
  });

  test('are watched by clients that can, for what others do to them', async () => {
    const capabilities = { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } };
    const client = await Client.start(projectRoot, { capabilities });
    await expect
      .poll(() => client.registered)
      .toMatchObject([
        {
          method: 'workspace/didChangeWatchedFiles',
          registerOptions: { watchers: [{ globPattern: '**/contracts/**/*.sg' }] },
        },
      ]);
    const other = await Client.start();
    await other.request('textDocument/hover', other.at(gene, other.text(gene), 'risk| low'));
    expect(other.registered).toEqual([]);
  });

  test('are those of the one folder that an older client names', async () => {
    const one = { workspaceFolders: null, rootUri: pathToFileURL(projectRoot).href };
    const client = await Client.start(projectRoot, one);
    const text = client.text(pathway);
    const found = await client.request('textDocument/definition', client.at(pathway, text, 'bridge_cre|ate'));
    expect(found).toMatchObject([{ uri: client.uri(gene) }]);
  });

  test('have an outline', async () => {
    const client = await Client.start();
    const [root] = await client.request<DocumentSymbol[]>('textDocument/documentSymbol', {
      textDocument: { uri: client.uri(pathway) },
    });
    expect(root).toMatchObject({ name: 'provision_vlan_bridge', detail: 'pathway' });
    expect(root?.children?.map(({ name }) => name)).toEqual(['trunk', 'vlan', '1. vlan_create', '2. bridge_create']);
  });

  test('that are closed are as they are on disk', async () => {
    const client = await Client.start();
    await client.type(gene, 'gene bridge_create\n');
    await expect.poll(() => client.faults(gene)).not.toEqual([]);
    await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri: client.uri(gene) } });
    await expect.poll(() => client.faults(gene)).toEqual([]);
  });
});

function applied(text: string, edits: readonly TextEdit[]): string {
  const lines = text.split('\n');
  const starts = lines.map((_, index) => lines.slice(0, index).join('\n').length + (index === 0 ? 0 : 1));
  const offset = ({ line, character }: TextEdit['range']['start']): number => (starts[line] ?? 0) + character;
  return edits
    .toSorted((a, b) => offset(b.range.start) - offset(a.range.start))
    .reduce(
      (changed, { range, newText }) =>
        changed.slice(0, offset(range.start)) + newText + changed.slice(offset(range.end)),
      text,
    );
}
