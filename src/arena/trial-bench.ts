import type { GeneContract } from '../contract/ast.ts';
import type { ContractSet } from '../contract/contract-set.ts';
import type { Validator } from '../contract/validators.ts';
import { InternalError } from '../errors/internal-error.ts';
import type { Sha256 } from '../model/digest.ts';
import { ContractBook } from '../organism/contracts/contract-book.ts';
import type { GeneSource, Sandbox } from '../sandbox/sandbox.ts';
import { recallingSandbox } from './recall/recalling-sandbox.ts';
import { repeatableSandbox } from './repeatable-sandbox.ts';

/** Everything trials of one locus need, as plain data that can be handed to another thread. */
export interface TrialSetup {
  readonly locus: string;
  readonly contracts: ContractSet;
  /** The alleles that are judged, beside and including the incumbent. */
  readonly alleles: readonly GeneSource[];
  /** What answers at the loci of the contract's verification, in the order it is tried. */
  readonly stacks: ReadonlyMap<string, readonly GeneSource[]>;
}

/** A setup with a sandbox to run it in; one for each thread. */
export class TrialBench {
  readonly setup: TrialSetup;
  readonly contract: GeneContract;
  readonly sandbox: Sandbox;
  readonly book = new ContractBook();
  readonly validators: { readonly input: Validator; readonly output: Validator };
  readonly #alleles: ReadonlyMap<Sha256, GeneSource>;

  constructor(setup: TrialSetup, sandbox: Sandbox) {
    const contract = setup.contracts.genes.get(setup.locus);
    if (contract === undefined) throw new InternalError(`"${setup.locus}" is no gene of the contracts.`);
    this.setup = setup;
    this.contract = contract;
    this.sandbox = recallingSandbox(repeatableSandbox(sandbox), unjudged(setup));
    this.validators = { input: this.book.input(contract), output: this.book.output(contract) };
    this.#alleles = new Map(setup.alleles.map((gene) => [gene.digest, gene]));
  }

  allele(digest: Sha256): GeneSource {
    const gene = this.#alleles.get(digest);
    if (gene === undefined) throw new InternalError(`Allele ${digest} takes no part in these trials.`);
    return gene;
  }
}

/** Alleles that only look at what others did. */
function unjudged({ alleles, stacks }: TrialSetup): ReadonlySet<Sha256> {
  const judged = new Set(alleles.map(({ digest }) => digest));
  return new Set([...stacks.values()].flat().flatMap(({ digest }) => (judged.has(digest) ? [] : [digest])));
}
