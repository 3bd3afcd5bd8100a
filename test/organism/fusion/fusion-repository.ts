import { readFileSync, writeFileSync } from 'node:fs';
import { commitChanges } from '../../../src/git/commit-changes.ts';
import { findRepository } from '../../../src/git/repository.ts';
import type { Json } from '../../../src/model/json.ts';
import { sha256, type Sha256 } from '../../../src/model/digest.ts';
import { fusePathway, type Fusion } from '../../../src/organism/fusion/fuse.ts';
import { fusedModule } from '../../../src/organism/fusion/fused-module.ts';
import { composition } from '../../../src/organism/fusion/composition.ts';
import { dormantOrganism } from '../../../src/organism/open-organism.ts';
import type { RunReport } from '../../../src/organism/run/report.ts';
import { runOnKernel } from '../../../src/organism/run/run-on-kernel.ts';
import { openWorkspace } from '../../../src/organism/workspace.ts';
import { fuse } from '../../../src/phenotype/edit.ts';
import { readPhenotypeFile } from '../../../src/phenotype/read-phenotype.ts';
import { writePhenotype } from '../../../src/phenotype/write.ts';
import { genomeRepository, type GenomeRepository } from '../../helpers/genome-repository.ts';

/** Two steps without verification windows, so that ten runs take moments. */
export const pairContract = `pathway make_pair for network
  risk low

  takes:
    bridge_name  string  "Bridge to make"

  steps:
    1. bridge_create
         bridge_name = {bridge_name}
         interfaces = []
    2. bridge_stp
         bridge_name = {step 1.bridge_name}
         stp_enabled = true
         forward_delay = 4

  on failure:
    rollback all
`;

/** A genome repository with the pathway above, everything committed. */
export async function fusionRepository(
  edit: (repository: GenomeRepository) => void = () => undefined,
): Promise<GenomeRepository> {
  const repository = await genomeRepository();
  repository.contract('pathways', 'make_pair', pairContract);
  edit(repository);
  await commitFile(repository, 'contracts/pathways/make_pair.sg');
  await commitFile(repository, 'phenotypes/default.toml');
  return repository;
}

async function commitFile(repository: GenomeRepository, path: string): Promise<void> {
  await commitChanges(await findRepository(repository.root), {
    ref: 'HEAD',
    changes: new Map([[path, readFileSync(repository.file(path))]]),
    message: `test: ${path}\n`,
  });
}

export function runs(repository: GenomeRepository, target: string, input: Json): Promise<RunReport> {
  return runOnKernel({
    start: repository.root,
    phenotype: 'default',
    world: undefined,
    target,
    input,
    wait: false,
    jobs: 1,
    dryRun: false,
    emit: () => undefined,
  });
}

export function fuses(repository: GenomeRepository, pathway: string, now = false): Promise<Fusion> {
  return fusePathway({ start: repository.root, phenotype: 'default', pathway, world: undefined, now, dryRun: false });
}

/** What fusing the pathway's steps gives. */
export async function fusedSource(repository: GenomeRepository, pathway: string): Promise<string> {
  const dormant = await dormantOrganism(await openWorkspace(repository.root), 'default');
  const contract = dormant.contracts.pathways.get(pathway);
  if (contract === undefined) throw new Error(`no pathway ${pathway}`);
  return (await fusedModule(dormant, contract)).source;
}

/** Expresses a source as the pathway's fused allele, as a hostile commit would. */
export async function plantFused(repository: GenomeRepository, pathway: string, source: string): Promise<Sha256> {
  const workspace = await openWorkspace(repository.root);
  const dormant = await dormantOrganism(workspace, 'default');
  const contract = dormant.contracts.pathways.get(pathway);
  if (contract === undefined) throw new Error(`no pathway ${pathway}`);
  const { path, text, phenotype } = await readPhenotypeFile(workspace.tree, 'default');
  const allele = sha256(source);
  const entry = { allele, composition: await composition(dormant, contract), since: '2026-03-01T12:00:00Z' };
  repository.allele(pathway, source);
  writeFileSync(repository.file(path), writePhenotype(text, fuse(phenotype, pathway, entry), path));
  await commitFile(repository, path);
  return allele;
}
