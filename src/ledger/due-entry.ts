import type { Timescale } from '../model/timescale.ts';
import type { DueRecord } from './record.ts';

/** A verification that an ended run left to be made later. */
export interface DueEntry extends DueRecord {
  readonly kernel: string;
  readonly phenotype: string;
  /** The run's own verdict on that attempt and timescale; null where it gave none. */
  readonly found: boolean | null;
}

/** The newest answer to the due checks of one attempt and timescale. */
export interface DueAnswer {
  readonly notBefore: number;
  readonly healthy: boolean;
  readonly at: number;
}

export function dueKey(due: { readonly run: string; readonly attempt: number; readonly timescale: Timescale }): string {
  return `${due.run} ${due.attempt} ${due.timescale}`;
}
