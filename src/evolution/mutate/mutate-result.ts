import type { Evidence } from '../../arena/evidence.ts';
import type { Sha256 } from '../../model/digest.ts';
import type { EngineName, Usage } from '../../mutation/engine.ts';
import type { MutationCost } from './mutation-cost.ts';

/**
 * - `proposed`: a branch holds a new allele.
 * - `already-proposed`: an open proposal answers this failure; nobody was asked.
 * - `answered`: an allele of the base is right on the case; nobody was asked.
 * - `nothing-passed`: every answer was none, or was rejected.
 * - `not-asked`: the budget or the rest after a proposal forbids it.
 * - `dry-run`: what would be asked.
 */
export type MutationState = 'proposed' | 'already-proposed' | 'answered' | 'nothing-passed' | 'not-asked' | 'dry-run';

export interface MutateResult {
  readonly state: MutationState;
  readonly locus: string;
  readonly phenotype: string;
  readonly base: { readonly branch: string; readonly commit: string };
  readonly signature: Sha256;
  /** What the failure looks like; null ahead of any. */
  readonly failure: string | null;
  readonly case: { readonly digest: Sha256; readonly file: string } | null;
  readonly engine: EngineName;
  /** Digest of the prompt, where one was made. */
  readonly prompt: Sha256 | null;
  /** What the allele was made from, or is to be. */
  readonly parent: Sha256 | null;
  /** The allele that is proposed, was proposed before, or answers already. */
  readonly allele: Sha256 | null;
  readonly questions: readonly QuestionResult[];
  readonly verdict: Evidence['verdict'] | null;
  readonly cost: MutationCost;
  readonly budget: BudgetReport;
  readonly branch: { readonly name: string; readonly commit: string; readonly created: boolean } | null;
  readonly pullRequest: PullRequestReport | null;
}

export interface QuestionResult {
  readonly attempt: number;
  readonly engine: EngineName;
  readonly model: string | null;
  readonly usage: Usage;
  /** Asked by an earlier process that did not get further. */
  readonly reused: boolean;
  /** Digest of the allele it brought; null when it brought none. */
  readonly allele: Sha256 | null;
  /** Why there is no allele, or why it is not judged. Untrusted text, made visible. */
  readonly fault: { readonly code: string; readonly message: string } | null;
  readonly verdict: Evidence['verdict'] | null;
  readonly chosen: boolean;
}

export interface BudgetReport {
  /** A day's limits for the locus; null is none. */
  readonly limits: { readonly calls: number | null; readonly tokens: number | null; readonly money: string | null };
  readonly spentToday: { readonly calls: number; readonly tokens: number; readonly money: string };
  /** Why nobody may be asked, and when again. */
  readonly refusal: { readonly code: string; readonly message: string; readonly retryAt: string } | null;
}

export interface PullRequestReport {
  readonly number: number;
  readonly url: string;
  readonly created: boolean;
  /** Hosts that have reported the failure, as far as their ledgers are known here. */
  readonly hosts: number;
}
