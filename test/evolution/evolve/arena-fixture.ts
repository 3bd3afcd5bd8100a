import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, vi } from 'vitest';
import { runArena } from '../../../src/arena/arena.ts';
import { evidenceText, parseEvidence, type Evidence } from '../../../src/arena/evidence.ts';
import { basisOf } from '../../../src/arena/evidence-basis.ts';
import { prepareMatter } from '../../../src/arena/prepare-matter.ts';
import { evidencePath } from '../../../src/genome/allele-path.ts';
import { decideLocus, type LocusDecision } from '../../../src/evolution/evolve/decide-locus.ts';
import { decisionCommit } from '../../../src/evolution/evolve/evolve.ts';
import { LedgerEvidence } from '../../../src/evolution/evolve/ledger-evidence.ts';
import { LocusScene } from '../../../src/evolution/evolve/locus-scene.ts';
import { commitChanges } from '../../../src/git/commit-changes.ts';
import { findRepository } from '../../../src/git/repository.ts';
import { readLedgerState } from '../../../src/ledger/read-ledger-state.ts';
import { committed, headStanding } from '../../../src/organism/history/head-standing.ts';
import { sha256, type Sha256 } from '../../../src/model/digest.ts';
import { openWorkspace } from '../../../src/organism/workspace.ts';
import { readPhenotypeFile } from '../../../src/phenotype/read-phenotype.ts';
import { compiler } from '../../helpers/arena.ts';
import { projectRoot } from '../../helpers/project-root.ts';
import { EvolveFixture } from './evolve-fixture.ts';

export const locus = 'link_up';

/** Says yes and does nothing: wrong wherever there is something to do. */
const idleSource = `import type { Input, Kernel, Output } from './contract.js';
export default async function execute({ device }: Input, kernel: Kernel): Promise<Output> {
  await kernel.link(device);
  return { success: true, device, changed: false };
}
`;

/** The network genome, where an allele that does nothing is dominant at `link_up` and the arena has measured a better one. */
export class ArenaFixture extends EvolveFixture {
  readonly idle: Sha256 = sha256(idleSource);
  /** The project's own dominant allele: in the pool only. */
  better: Sha256 = '';
  #template: string | undefined;

  constructor() {
    super();
    afterAll(() => {
      if (this.#template !== undefined) rmSync(this.#template, { recursive: true });
    });
  }

  /** Made once a file of tests, evidence by the arena included, then copied. */
  async measured(): Promise<void> {
    if (this.#template === undefined) {
      await this.#make();
      this.#template = mkdtempSync(path.join(tmpdir(), 'sg-arena-'));
      cpSync(this.root, this.#template, { recursive: true, preserveTimestamps: true });
    } else {
      cpSync(this.#template, this.root, { recursive: true, preserveTimestamps: true });
    }
    this.repo = await findRepository(this.root);
  }

  async #make(): Promise<void> {
    for (const folder of ['contracts', 'genome', 'phenotypes']) {
      cpSync(path.join(projectRoot, folder), path.join(this.root, folder), { recursive: true });
    }
    const { tree } = await openWorkspace(projectRoot);
    this.better = (await readPhenotypeFile(tree, 'default')).phenotype.loci.get(locus)?.dominant ?? '';
    await this.put('.gitignore', '.sg/\ncopy/\n');
    await this.edit('phenotypes/default.toml', `dominant = "${this.better}"`, `dominant = "${this.idle}"`);
    // Worlds follow from the first commit: the same ones each time.
    for (const role of ['AUTHOR', 'COMMITTER']) vi.stubEnv(`GIT_${role}_DATE`, '2026-03-01T12:00:00Z');
    this.git('init', '--quiet', '--initial-branch=main');
    this.commitAll('a genome');
    for (const role of ['AUTHOR', 'COMMITTER']) vi.stubEnv(`GIT_${role}_DATE`, undefined);
    this.repo = await findRepository(this.root);
    await this.born(locus, idleSource);
    const { better: candidate, root: start } = this;
    const means = { workers: 1, compiler, version: 'test' };
    await runArena({ start, locus, phenotype: 'default', candidate, cases: [], save: true, ...means });
    this.commitAll('evidence');
  }

  get evidenceFile(): string {
    return evidencePath(locus, this.better);
  }

  async evidence(): Promise<Evidence> {
    return parseEvidence(await this.get(this.evidenceFile), this.evidenceFile);
  }

  /** Commits other evidence, as somebody may who can write there. */
  async swapEvidence(change: (evidence: Evidence) => Evidence): Promise<void> {
    await this.put(this.evidenceFile, evidenceText(change(await this.evidence())));
    this.commitAll('other evidence');
  }

  /** Commits evidence on which an allele stands as the measured one does, about the genome as it is in the work tree. */
  async rebase(change: (evidence: Evidence) => Evidence = (same) => same, allele: Sha256 = this.better): Promise<void> {
    const workspace = await openWorkspace(this.root);
    const candidate = { digest: allele, bytes: new Uint8Array() };
    const matter = await prepareMatter(workspace, { locus, phenotype: 'default', candidate, cases: [] });
    const evidence = change({ ...(await this.evidence()), candidate: allele, basis: basisOf(matter) });
    await this.put(evidencePath(locus, allele), evidenceText(evidence));
    this.commitAll('evidence of now');
  }

  /** What evidence in the tree and the ledger here give for the locus; the arena measures nothing again. */
  async told(): Promise<LocusDecision> {
    return decideLocus(await this.#scene(), locus);
  }

  /** Commits that, as somebody may who does not let the arena measure it again. */
  async believe(): Promise<void> {
    const { repository } = await openWorkspace(this.root);
    const [scene, { plan }] = [await this.#scene(), await this.told()];
    if (plan === undefined) throw new Error('no decision');
    await commitChanges(repository, { ref: 'HEAD', ...decisionCommit(scene, plan) });
  }

  async #scene(): Promise<LocusScene> {
    const workspace = await openWorkspace(this.root);
    const standing = committed(await headStanding(workspace.repository));
    const { state } = readLedgerState(this.ledger).fold;
    const hosts = existsSync(this.ledger) ? [{ name: 'fitness/here@unpublished', states: [state] }] : [];
    return LocusScene.open(workspace, standing, 'default', new LedgerEvidence(hosts));
  }

  /** Puts the better one behind the dominant, so that hosts may try it. */
  async asFallback(): Promise<void> {
    const dominant = `dominant = "${this.idle}"\nfallback = [\n`;
    await this.edit('phenotypes/default.toml', dominant, `${dominant}  "${this.better}",\n`);
    this.commitAll();
  }
}
