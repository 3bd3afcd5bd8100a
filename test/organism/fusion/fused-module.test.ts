import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ts from 'typescript';
import { expect, onTestFinished, test } from 'vitest';
import { contractDeclarations } from '../../../src/contract/declarations.ts';
import { fusedModule } from '../../../src/organism/fusion/fused-module.ts';
import { FusionDeclined } from '../../../src/organism/fusion/fusion-declined.ts';
import { dormantOrganism } from '../../../src/organism/open-organism.ts';
import { openWorkspace } from '../../../src/organism/workspace.ts';
import { expressedStack } from '../../../src/phenotype/expression.ts';
import { reachableLoci } from '../../../src/organism/run/reachable-loci.ts';
import { genomeRepository } from '../../helpers/genome-repository.ts';

const hostile = `x"); throw new Error(\`\${"'y`;

const evil = `pathway evil_names for network
  risk low

  takes:
    constructor_of  string = ${JSON.stringify(hostile)}  "A default that tries to get out"

  steps:
    1. bridge_create
         bridge_name = ${JSON.stringify(hostile)}
         interfaces = []
    2. when step 1.bridge_name:
         ${JSON.stringify(hostile)} -> bridge_stp
           bridge_name = {constructor_of}
`;

test('every pathway becomes one module that type-checks, the same each time; contract text stays text', async () => {
  const repository = await genomeRepository();
  repository.contract('pathways', 'evil_names', evil);
  const dormant = await dormantOrganism(await openWorkspace(repository.root), 'default');
  const folder = mkdtempSync(path.join(tmpdir(), 'sg-test-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  cpSync(repository.file('genome'), folder, { recursive: true });
  const files: string[] = [];
  for (const contract of dormant.contracts.pathways.values()) {
    const loci = reachableLoci(dormant.contracts, contract);
    if (loci.some(({ name }) => expressedStack(dormant.phenotype, name.text).length === 0)) continue;
    const { source } = await fusedModule(dormant, contract);
    expect((await fusedModule(dormant, contract)).source).toBe(source);
    const place = path.join(folder, contract.name.text);
    mkdirSync(place, { recursive: true });
    for (const each of [contract, ...loci]) {
      mkdirSync(path.join(folder, each.name.text), { recursive: true });
      writeFileSync(path.join(folder, each.name.text, 'contract.d.ts'), contractDeclarations(each));
    }
    writeFileSync(path.join(place, 'fused.ts'), source);
    files.push(path.join(place, 'fused.ts'));
    if (contract.name.text === 'evil_names') expect(source).toContain(JSON.stringify(hostile));
  }
  expect(files.length).toBeGreaterThan(5);
  const config = ts.readConfigFile(path.join(folder, 'tsconfig.json'), (file) => ts.sys.readFile(file))
    .config as object;
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
  const program = ts.createProgram(files, options);
  const faults = ts.getPreEmitDiagnostics(program).map(({ messageText, file }) => [file?.fileName, messageText]);
  expect(faults).toEqual([]);
});

test('what cannot be kept is a reason not to fuse', async () => {
  const repository = await genomeRepository();
  repository.contract(
    'pathways',
    'asks_ahead',
    `pathway asks_ahead for network
  risk medium

  steps:
    1. -> provision_management_bridge
         bridge_name = br0
         interfaces = [eth1]
    2. when step 1.healthy:
         false -> bridge_stp
           bridge_name = br0
`,
  );
  const dormant = await dormantOrganism(await openWorkspace(repository.root), 'default');
  const contract = dormant.contracts.pathways.get('asks_ahead');
  if (contract === undefined) throw new Error('no contract');
  await expect(fusedModule(dormant, contract)).rejects.toThrow(FusionDeclined);
});
