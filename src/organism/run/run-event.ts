import type { AttemptReport, CheckReport, StepReport } from './report.ts';

/** What happens while a run goes on, for whoever shows it. */
export type RunEvent =
  | { readonly type: 'step-started'; readonly step: string; readonly locus: string; readonly via: readonly string[] }
  | { readonly type: 'attempt-ended'; readonly step: string; readonly locus: string; readonly attempt: AttemptReport }
  | { readonly type: 'waiting'; readonly locus: string; readonly seconds: number }
  | { readonly type: 'checked'; readonly step: string | null; readonly check: CheckReport }
  | { readonly type: 'step-ended'; readonly step: StepReport }
  | { readonly type: 'rolling-back'; readonly reason: string }
  /** The swift pass did not work out: everything is undone and done again, one step at a time. */
  | { readonly type: 'starting-over'; readonly reason: string };

export type RunListener = (event: RunEvent) => void;
