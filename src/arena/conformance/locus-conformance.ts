import type { GeneContract } from '../../contract/ast.ts';
import type { Sha256 } from '../../model/digest.ts';
import { listCases } from '../../organism/cases/case-list.ts';
import type { Organism } from '../../organism/organism.ts';
import type { GeneSource } from '../../sandbox/sandbox.ts';
import type { ExampleFault } from '../example-faults.ts';
import { readReplay } from '../replay/read-replay.ts';
import { replayTrial } from '../replay/replay-trial.ts';
import { runExample } from '../run-example.ts';
import type { TrialCase } from '../trial-case.ts';

/** How what is expressed at a locus keeps the contract. */
export interface LocusConformance {
  readonly locus: string;
  /** Dominant first; empty where the phenotype expresses none. */
  readonly alleles: readonly AlleleConformance[];
  /** Captured failures that can't be replayed. */
  readonly notReplayed: readonly { readonly file: string; readonly reason: string }[];
}

export interface AlleleConformance {
  readonly allele: Sha256;
  readonly role: 'dominant' | 'fallback';
  readonly examples: Tally;
  /** Failures captured at this locus, put to this allele; apart from the examples, because they decide nothing here. */
  readonly cases: Tally;
}

export interface Tally {
  readonly checked: number;
  readonly failures: readonly ConformanceFailure[];
}

export interface ConformanceFailure {
  /** The example's title or the case's file. */
  readonly at: string;
  /** Messages hold what the gene said: untrusted. */
  readonly faults: readonly ExampleFault[];
}

/** What alleles are tried with. */
export type Bench = Omit<Organism, 'kernel' | 'journal' | 'fusions'>;

/** Every example to every allele of the stack, and every failure that was captured in the folder. */
export async function locusConformance(
  bench: Bench,
  contract: GeneContract,
  stack: readonly GeneSource[],
  caseFolder: string,
): Promise<LocusConformance> {
  const cases = await knownCases(contract, caseFolder);
  const alleles: AlleleConformance[] = [];
  for (const [place, gene] of stack.entries()) {
    alleles.push({
      allele: gene.digest,
      role: place === 0 ? 'dominant' : 'fallback',
      examples: await keepsExamples(bench, contract, gene),
      cases: await answersCases(bench, contract, gene, cases.trials),
    });
  }
  return { locus: contract.name.text, alleles, notReplayed: cases.notReplayed };
}

async function keepsExamples(bench: Bench, contract: GeneContract, gene: GeneSource): Promise<Tally> {
  const validators = { input: bench.book.input(contract), output: bench.book.output(contract) };
  const failures: ConformanceFailure[] = [];
  for (const example of contract.examples) {
    const faults = await runExample({ sandbox: bench.sandbox, validators }, contract, example, gene);
    if (faults.length > 0) failures.push({ at: example.title, faults });
  }
  return { checked: contract.examples.length, failures };
}

interface KnownCase {
  readonly file: string;
  readonly trial: TrialCase;
}

async function answersCases(
  bench: Bench,
  contract: GeneContract,
  gene: GeneSource,
  cases: readonly KnownCase[],
): Promise<Tally> {
  const failures: ConformanceFailure[] = [];
  for (const { file, trial } of cases) {
    const { outcome, error } = await replayTrial(bench, contract, gene, trial);
    if (outcome === 'ok' || outcome === 'refused') continue;
    failures.push({ at: file, faults: [error ?? { kind: outcome, message: '' }] });
  }
  return { checked: cases.length, failures };
}

async function knownCases(
  contract: GeneContract,
  folder: string,
): Promise<{ readonly trials: readonly KnownCase[]; readonly notReplayed: LocusConformance['notReplayed'] }> {
  const trials: KnownCase[] = [];
  const notReplayed: { file: string; reason: string }[] = [];
  for (const { file } of await listCases(folder, contract.name.text)) {
    const replay = await readReplay(contract, file);
    if (replay.replayable) trials.push({ file, trial: replay.trial });
    else notReplayed.push({ file, reason: replay.message });
  }
  return { trials, notReplayed };
}
