import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { workTree } from '../../src/git/work-tree.ts';
import { listPhenotypes, readPhenotype, readPhenotypeFile } from '../../src/phenotype/read-phenotype.ts';
import { digestOf } from './phenotype-fixture.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sg-phenotype-'));
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

const a = digestOf('a');

test('reads a phenotype with every field', async () => {
  const text = `
name = "rack"
description = "our racks"
[hardware]
nic = ["eth0", "eth1"]
protected = ["eth0"]
allow = ["eth1"]
[parameters]
vlans = [100, 200]
stp = "enabled"
[policy]
capture = "redacted"
mutation = "claude"
alpha = 0.01
alpha_demote = 0.1
[policy.weights]
immediate = 0.2
convergence = 0.2
resilience = 0.6
[policy.hosts]
medium = 3
demote = 1
[loci.bridge_create]
dominant = "${a}"
fallback = ["${digestOf('b')}"]
deprecated = ["${digestOf('c')}"]
[loci.bridge_create.policy.weights]
immediate = 1
convergence = 0
resilience = 0
[loci.bridge_create.canary]
allele = "${digestOf('d')}"
share = 0.05
[fusion.deploy_server_network]
allele = "${digestOf('f')}"
composition = "${digestOf('g')}"
since = 2026-03-01T12:00:00Z
`;
  await put('phenotypes/rack.toml', text);
  expect(await readPhenotypeFile(workTree(root), 'rack')).toEqual({
    path: 'phenotypes/rack.toml',
    text,
    phenotype: {
      name: 'rack',
      description: 'our racks',
      hardware: { nic: ['eth0', 'eth1'], protected: ['eth0'], allow: ['eth1'] },
      parameters: { vlans: [100, 200], stp: 'enabled' },
      policy: {
        capture: 'redacted',
        mutation: 'claude',
        fusion: 'manual',
        weights: { immediate: 0.2, convergence: 0.2, resilience: 0.6 },
        alpha: 0.01,
        alphaDemote: 0.1,
        hosts: { medium: 3, demote: 1 },
      },
      loci: new Map([
        [
          'bridge_create',
          {
            dominant: a,
            fallback: [digestOf('b')],
            deprecated: [digestOf('c')],
            weights: { immediate: 1, convergence: 0, resilience: 0 },
            canary: { allele: digestOf('d'), share: 0.05 },
          },
        ],
      ]),
      fusion: {
        deploy_server_network: {
          allele: digestOf('f'),
          composition: digestOf('g'),
          since: '2026-03-01T12:00:00Z',
        },
      },
    },
  });
});

test('what is left out has its default', async () => {
  await put('phenotypes/default.toml', '\uFEFFname = "default"\n');
  expect(await readPhenotype(workTree(root), 'default')).toEqual({
    name: 'default',
    description: '',
    hardware: { nic: [], protected: [], allow: [] },
    parameters: {},
    policy: {
      capture: 'full',
      mutation: 'capture',
      fusion: 'manual',
      weights: { immediate: 0.3, convergence: 0.5, resilience: 0.2 },
    },
    loci: new Map(),
    fusion: {},
  });
});

test.each([
  ['[polcy]\n', 'polcy: unknown key; did you mean "policy"?'],
  ['[hardware]\nnics = []\n', 'hardware.nics: unknown key; did you mean "nic"?'],
  ['[loci.x]\ndominat = "a"\n', 'loci.x.dominat: unknown key; did you mean "dominant"?'],
  ['[loci.x.policy.weights]\nimediate = 1\n', 'loci.x.policy.weights.imediate: unknown key; did you mean "immediate"?'],
  ['[loci.x]\ndominant = "abc"\n', 'loci.x.dominant: expected a SHA-256 digest'],
  ['[loci.x]\nfallback = [1]\n', 'loci.x.fallback.0: '],
  ['[loci."Bad-Name"]\n', 'loci.Bad-Name: '],
  ['[policy]\ncapture = "everything"\n', 'policy.capture: '],
  [
    '[policy.weights]\nimmediate = 1\nconvergence = 1\nresilience = 1\n',
    'policy.weights: expected weights that add up to 1',
  ],
  ['[policy.weights]\nimmediate = 1\nconvergence = 0\nresilience = nan\n', 'policy.weights.resilience: '],
  ['[policy]\nalpha = 1.5\n', 'policy.alpha: '],
  ['[policy.hosts]\nlow = 0\n', 'policy.hosts.low: '],
  ['[policy.hosts]\ndemote = 4\n', 'policy.hosts.demote: '],
  ['[policy.hosts]\nmedum = 2\n', 'policy.hosts.medum: unknown key; did you mean "medium"?'],
  ['[hardware]\nnic = ["eth0", "eth0"]\n', 'hardware.nic: expected each interface once'],
  ['[hardware]\nprotected = ["../etc/passwd"]\n', 'hardware.protected.0: expected an interface name'],
  ['[hardware]\nnic = ["sixteen-bytes-xx"]\n', 'hardware.nic.0: expected an interface name'],
  ['[parameters]\nday = 2026-01-01\n', 'parameters.day: expected text, a number'],
  [`[loci.x.canary]\nallele = "${a}"\nshare = 2\n`, 'loci.x.canary.share: '],
])('refuses %j and says where', async (text, message) => {
  await put('phenotypes/default.toml', `name = "default"\n${text}`);
  await expect(readPhenotype(workTree(root), 'default')).rejects.toMatchObject({
    code: 'phenotype-invalid',
    exitStatus: 2,
    message: expect.stringContaining(`phenotypes/default.toml: ${message}`) as string,
  });
});

test('all faults of a file come at once', async () => {
  await put('phenotypes/default.toml', 'nme = "x"\n[policy]\ncapture = "x"\n');
  await expect(readPhenotype(workTree(root), 'default')).rejects.toMatchObject({
    details: { faults: [{ field: 'nme' }, { field: 'name' }, { field: 'policy.capture' }] },
  });
});

test.each([
  ['name = "default"\n\n[loci.x\n', 3],
  ['name = "default"\nname = "again"\n', 2],
  ['__proto__.x = 1\n', 1],
])('broken TOML has its line: %j', async (text, line) => {
  await put('phenotypes/default.toml', text);
  await expect(readPhenotype(workTree(root), 'default')).rejects.toMatchObject({
    code: 'phenotype-syntax',
    exitStatus: 2,
    message: expect.stringContaining(`phenotypes/default.toml:${line}:`) as string,
  });
});

test('an unknown name comes with those that exist', async () => {
  await put('phenotypes/default.toml', 'name = "default"\n');
  await put('phenotypes/rack.toml', 'name = "rack"\n');
  await put('phenotypes/README.md', '');
  const tree = workTree(root);
  expect(await listPhenotypes(tree)).toEqual(['default', 'rack']);
  await expect(readPhenotype(tree, 'defualt')).rejects.toMatchObject({
    code: 'unknown-phenotype',
    exitStatus: 2,
    hint: 'Did you mean "default"?',
  });
  await expect(readPhenotype(tree, 'zzzz')).rejects.toMatchObject({ hint: 'In phenotypes/ there are: default, rack.' });
  await expect(readPhenotype(tree, '../rack')).rejects.toMatchObject({ code: 'invalid-phenotype-name', exitStatus: 2 });
});

test('a file must say the name it has', async () => {
  await put('phenotypes/copy.toml', 'name = "default"\n');
  await expect(readPhenotype(workTree(root), 'copy')).rejects.toMatchObject({
    code: 'phenotype-name-mismatch',
    exitStatus: 3,
  });
});
