import { z } from 'zod';
import { outcomes } from '../model/outcome.ts';
import { timescales } from '../model/timescale.ts';

/**
 * What the ledger remembers, one record a line. An intent stands before anything happens; an attempt without an outcome
 * is therefore a crash that could not hide. Times are the kernel's clock, seconds since 1970.
 */
const digest = z.string().regex(/^[0-9a-f]{64}$/);

const runBegin = z.strictObject({
  t: z.literal('run'),
  run: z.string(),
  at: z.number(),
  target: z.string(),
  phenotype: z.string(),
  kernel: z.string(),
  /** The process that runs it: tells a crash from work still going on. */
  pid: z.number().int(),
});

const intent = z.strictObject({
  t: z.literal('intent'),
  run: z.string(),
  /** Number of the attempt within the run, from 1. */
  attempt: z.number().int(),
  at: z.number(),
  step: z.string(),
  locus: z.string(),
  allele: digest,
  contract: digest,
  input: digest,
});

const outcome = z.strictObject({
  t: z.literal('outcome'),
  run: z.string(),
  attempt: z.number().int(),
  at: z.number(),
  locus: z.string(),
  allele: digest,
  outcome: z.enum(outcomes),
  /** The attempt whose failure this one answered on the same input. */
  fallbackOf: z.number().int().optional(),
  operations: z.number().int(),
  error: z.string().optional(),
});

const verdict = z.strictObject({
  t: z.literal('verdict'),
  run: z.string(),
  attempt: z.number().int(),
  at: z.number(),
  locus: z.string(),
  allele: digest,
  timescale: z.enum(timescales),
  healthy: z.boolean(),
});

/** An attempt given up without a verdict because the swift pass did not hold together: it counts nowhere. */
const withdrawn = z.strictObject({
  t: z.literal('withdrawn'),
  run: z.string(),
  attempt: z.number().int(),
  at: z.number(),
  locus: z.string(),
  allele: digest,
});

const runEnd = z.strictObject({
  t: z.literal('end'),
  run: z.string(),
  at: z.number(),
  ok: z.boolean(),
  rolledBack: z.boolean(),
});

export const ledgerRecordSchema = z.discriminatedUnion('t', [runBegin, intent, outcome, verdict, withdrawn, runEnd]);

export type LedgerRecord = z.infer<typeof ledgerRecordSchema>;
export type IntentRecord = z.infer<typeof intent>;
