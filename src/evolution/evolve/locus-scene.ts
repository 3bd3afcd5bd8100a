import { SgError } from '../../errors/sg-error.ts';
import { Genome } from '../../genome/genome.ts';
import type { ContractSet } from '../../contract/contract-set.ts';
import { executable } from '../../contract/contract-set.ts';
import type { Sha256 } from '../../model/digest.ts';
import type { Risk } from '../../model/risk.ts';
import type { CommittedStanding } from '../../organism/history/head-standing.ts';
import type { LocusEvent } from '../../organism/history/locus-event.ts';
import { locusLog } from '../../organism/history/locus-log.ts';
import { loadContracts } from '../../organism/contracts/load-contracts.ts';
import type { Workspace } from '../../organism/workspace.ts';
import { readPhenotypeFile, type PhenotypeFile } from '../../phenotype/read-phenotype.ts';
import type { ArenaProof, MeasuredEvidence } from './arena-proof.ts';
import type { Contestant, EvidenceSource } from './evidence-source.ts';
import { readArenaProof, readMeasured } from './read-arena-proof.ts';

/** All that a decision rests on: one commit, and evidence. The same two give the same decision anywhere. */
export class LocusScene {
  readonly evidence: EvidenceSource;
  readonly file: PhenotypeFile;
  readonly genome: Genome;
  /** Its tree is the commit's. */
  readonly workspace: Workspace;
  /** The commit. */
  readonly head: string;
  readonly #contracts: ContractSet;

  private constructor(parts: {
    readonly workspace: Workspace;
    readonly head: string;
    readonly evidence: EvidenceSource;
    readonly file: PhenotypeFile;
    readonly genome: Genome;
    readonly contracts: ContractSet;
  }) {
    this.evidence = parts.evidence;
    this.file = parts.file;
    this.genome = parts.genome;
    this.workspace = parts.workspace;
    this.head = parts.head;
    this.#contracts = parts.contracts;
  }

  static async open(
    workspace: Workspace,
    { head, tree }: CommittedStanding,
    phenotype: string,
    evidence: EvidenceSource,
  ): Promise<LocusScene> {
    const file = await readPhenotypeFile(tree, phenotype);
    const { value: contracts } = await loadContracts(tree);
    const parts = { head, evidence, file, genome: new Genome(tree), contracts };
    return new LocusScene({ workspace: { ...workspace, tree }, ...parts });
  }

  /** Where nobody says what could go wrong, the worst is supposed. */
  risk(locus: string): Risk {
    return executable(this.#contracts, locus)?.risk ?? 'critical';
  }

  /** An allele and the failure it was made for; a certificate that can't be read may have named any. */
  async contestant(locus: string, digest: Sha256): Promise<Contestant> {
    try {
      const { promptedBy } = await this.genome.certificate(locus, digest);
      return promptedBy === undefined ? { digest } : { digest, promptedBy };
    } catch (error) {
      if (error instanceof SgError) return { digest, promptedBy: 'unreadable' };
      throw error;
    }
  }

  /** The arena's evidence that an allele is better than the dominant one; a text where it may not count. */
  arenaProof(
    seat: { readonly locus: string; readonly dominant: Sha256 },
    allele: Sha256,
  ): Promise<ArenaProof | string | undefined> {
    return readArenaProof(this.workspace, { phenotype: this.file.phenotype.name, ...seat, allele });
  }

  /** The same of an allele that passed and was not proven better. */
  passedArena(
    seat: { readonly locus: string; readonly dominant: Sha256 },
    allele: Sha256,
  ): Promise<MeasuredEvidence | string | undefined> {
    return readMeasured(this.workspace, { phenotype: this.file.phenotype.name, ...seat, allele }, 'passed');
  }

  /**
   * Whether the allele has been the dominant of the locus before, as the files of the phenotype's history say. Where that
   * history is not all there, what can't be seen did not happen: then it is a promotion, which needs more.
   */
  async wasDominant(locus: string, digest: Sha256): Promise<boolean> {
    const events = await this.#history(locus);
    return events.some(({ before, after }) => before === digest || after === digest);
  }

  /** The same of any place in the stack. */
  async wasExpressed(locus: string, digest: Sha256): Promise<boolean> {
    const events = await this.#history(locus);
    return events.some(
      ({ before, after, demoted, fallback }) =>
        [before, after, ...demoted].includes(digest) || fallback.some(({ allele }) => allele === digest),
    );
  }

  async #history(locus: string): Promise<readonly LocusEvent[]> {
    const phenotype = this.file.phenotype.name;
    const request = { locus, phenotype, ref: this.head, limit: Number.MAX_SAFE_INTEGER };
    return (await locusLog(this.workspace.root, request)).events;
  }

  /** Why an allele must not be expressed although evidence is for it; `undefined` when its bytes and certificate check. */
  async objection(locus: string, digest: Sha256): Promise<string | undefined> {
    try {
      await this.genome.source(locus, digest);
      await this.genome.certificate(locus, digest);
      return undefined;
    } catch (error) {
      if (error instanceof SgError) return error.code;
      throw error;
    }
  }
}
