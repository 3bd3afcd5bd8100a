import { z } from 'zod';
import { outcomes } from '../model/outcome.ts';
import { shadowVerdicts } from '../model/shadow-verdict.ts';
import { timescales } from '../model/timescale.ts';

/**
 * What the ledger remembers, one record a line. An intent stands before anything happens; an attempt that nothing closes
 * is therefore a crash that could not hide. Times are the kernel's clock, seconds since 1970. All records a run makes of
 * itself stand in one segment, between its `run` and its `end`; only what is found out later stands elsewhere.
 */
const digest = z.string().regex(/^[0-9a-f]{64}$/);

const runBegin = z.strictObject({
  t: z.literal('run'),
  run: z.string(),
  at: z.number(),
  target: z.string(),
  phenotype: z.string(),
  kernel: z.string(),
  /** The process that runs it: tells a crash from work still going on. The writer adds what its number alone leaves open. */
  pid: z.number().int(),
  start: z.string().nullable().optional(),
  boot: z.string().nullable().optional(),
  namespace: z.string().nullable().optional(),
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
  /** Asked before the stack, because the host is one of the allele's canaries. */
  canary: z.literal(true).optional(),
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

/** A failure was captured: the case's digest and that of the input it came from. */
const failureCase = z.strictObject({
  t: z.literal('case'),
  run: z.string(),
  at: z.number(),
  locus: z.string(),
  case: digest,
  input: digest,
});

/** Given up without a verdict, e.g. because another way through the run was taken: closes the intent, counts nowhere. */
const withdrawn = z.strictObject({
  t: z.literal('withdrawn'),
  run: z.string(),
  attempt: z.number().int(),
  at: z.number(),
  locus: z.string(),
  allele: digest,
});

/**
 * What was observed of an attempt. Within a run the last one of an attempt and timescale counts. One that is found later
 * says in `replaces` what it takes the place of, so that tallies never need the old records to stay exact.
 */
const verdict = z.strictObject({
  t: z.literal('verdict'),
  run: z.string(),
  attempt: z.number().int(),
  at: z.number(),
  locus: z.string(),
  allele: digest,
  timescale: z.enum(timescales),
  healthy: z.boolean(),
  /** Later verdicts only: the verdict on this attempt and timescale until now, null where there was none. */
  replaces: z.boolean().nullable().optional(),
  /** Later verdicts only: the moment of the due check that it answers. */
  answers: z.number().optional(),
});

const check = z.strictObject({ target: z.string(), arguments: z.record(z.string(), z.json()) });

/** A verification to be made later, credited to the attempt; void unless its run ends without rolling back. */
const due = z.strictObject({
  t: z.literal('due'),
  run: z.string(),
  attempt: z.number().int(),
  at: z.number(),
  locus: z.string(),
  allele: digest,
  timescale: z.enum(timescales),
  notBefore: z.number(),
  /** Diagnostics to ask; the attempt fared well when all find it healthy. */
  check: z.array(check).min(1),
});

/** The circuit breaker of a dominant allele changed on this host. */
const breaker = z.strictObject({
  t: z.literal('breaker'),
  at: z.number(),
  locus: z.string(),
  allele: digest,
  state: z.enum(['opened', 'half-open', 'closed']),
});

/** How a pathway as a whole went, and the alleles it was made of: what fusion is decided on. */
const pathway = z.strictObject({
  t: z.literal('pathway'),
  run: z.string(),
  at: z.number(),
  pathway: z.string(),
  contract: digest,
  /** Of the alleles that answered at each of its steps, and of their contracts. */
  composition: digest,
  ok: z.boolean(),
  /** Whether the fused allele did it. */
  fused: z.boolean(),
});

/** A fused allele failed here and is not tried again. */
const decomposed = z.strictObject({
  t: z.literal('decomposed'),
  run: z.string(),
  at: z.number(),
  pathway: z.string(),
  allele: digest,
  /** The step that broke, as far as it is known. */
  step: z.string().optional(),
  locus: z.string().optional(),
  reason: z.string(),
});

/** What another allele made of a question on a mock of this host, after `beside` had answered it here. Counts nowhere. */
const shadow = z.strictObject({
  t: z.literal('shadow'),
  run: z.string(),
  at: z.number(),
  locus: z.string(),
  allele: digest,
  beside: digest,
  input: digest,
  verdict: z.enum(shadowVerdicts),
});

/** What a run left to be confirmed later was undone, because nobody did or because it did not hold. */
const undone = z.strictObject({
  t: z.literal('undone'),
  run: z.string(),
  at: z.number(),
});

const runEnd = z.strictObject({
  t: z.literal('end'),
  run: z.string(),
  at: z.number(),
  ok: z.boolean(),
  rolledBack: z.boolean(),
});

export const ledgerRecordSchema = z.discriminatedUnion('t', [
  runBegin,
  intent,
  outcome,
  failureCase,
  withdrawn,
  verdict,
  due,
  breaker,
  pathway,
  decomposed,
  shadow,
  undone,
  runEnd,
]);

export type LedgerRecord = z.infer<typeof ledgerRecordSchema>;
export type PathwayRecord = z.infer<typeof pathway>;
export type DecomposedRecord = z.infer<typeof decomposed>;
export type VerdictRecord = z.infer<typeof verdict>;
export type DueRecord = z.infer<typeof due>;
export type DueCheck = z.infer<typeof check>;
export type BreakerRecord = z.infer<typeof breaker>;
