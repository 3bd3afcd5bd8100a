import { z } from 'zod';
import { IntegrityError } from '../errors/integrity-error.ts';
import { faultPlanSchema } from '../kernel/mock/fault-plan.ts';
import { worldSchema } from '../kernel/mock/world-schema.ts';
import { canonicalJson } from '../model/canonical-json.ts';
import { isSha256 } from '../model/digest.ts';
import { outcomes } from '../model/outcome.ts';
import type { JsonObject } from '../model/json.ts';
import { differenceKinds } from './pairing.ts';
import { stageNames } from './stage-result.ts';
import { verdicts } from './verdict.ts';

/**
 * What the arena measured, as one JSON value: `genome/<locus>/<sha256>.evidence.json`. It follows from the digests it names
 * and nothing else: no time of day, no host, no run. A change of meaning raises `version`.
 */
export const evidenceVersion = 1;

const strict = z.strictObject;
const digest = z.string().refine(isSha256, 'expected a SHA-256 digest');
const count = z.int().min(0);
const json = z.custom<JsonObject>((value) => typeof value === 'object' && value !== null && !Array.isArray(value));
/** Exact numbers, cut off to four digits: `31.8750`. */
const rational = z.string().regex(/^\d+\.\d{3,4}(e\+\d+)?$/);

const trial = strict({
  origin: z.string(),
  world: worldSchema,
  input: json,
  faults: faultPlanSchema.exactOptional(),
});

const failure = strict({ kind: z.string(), at: z.string(), message: z.string() });

const stage = strict({
  stage: z.enum(stageNames),
  status: z.enum(['passed', 'failed', 'skipped']),
  checked: count,
  failures: z.array(failure).readonly(),
});

const tally = { wins: count, losses: count };
const spent = strict({ operations: count, linkFlaps: count, worldTime: z.number().min(0) });

/** An answer in short: the output, or what stands in its place. */
const answer = strict({
  outcome: z.enum(outcomes),
  output: json.nullable(),
  refusal: z.string().nullable(),
  kind: z.string().nullable(),
  message: z.string(),
  /** Diagnostics of the contract's verification that did not find it healthy. */
  unhealthy: z.array(z.string()).readonly(),
});

const difference = strict({
  at: z.string(),
  kind: z.enum(differenceKinds),
  input: json,
  incumbent: answer,
  candidate: answer,
});

const competition = strict({
  pairs: count,
  ...tally,
  ties: count,
  /** M(w, l) and M(l, w), and what the first has to reach: 1/α of this challenger. */
  m: rational,
  reverse: rational,
  threshold: rational,
  decision: z.enum(['promote', 'demote', 'inconclusive']),
  /** Pairs on which only a person can say who is right. */
  open: count,
  /** By kind of difference, on how many pairs. */
  differing: z.partialRecord(z.enum(differenceKinds), count),
  cost: strict({
    worlds: count,
    ...tally,
    decision: z.enum(['promote', 'demote', 'inconclusive', 'not asked']),
    candidate: spent,
    incumbent: spent,
  }),
});

/** Everything the result follows from. */
const basis = strict({
  /** Of the contracts that trials go by: the locus's own and its diagnostics'. */
  contracts: z.record(z.string(), digest),
  /** What answers at the loci of its diagnostics, in order. */
  verification: z.record(z.string(), z.array(digest).readonly()),
  /** Other live alleles of the locus. */
  others: z.array(digest).readonly(),
  /** Meaning of the arena's own rules, and of the mock's worlds. */
  arena: z.int(),
  mock: z.int(),
  seed: strict({
    value: z.string().min(1).max(200),
    /** What it derives from beside the candidate; null for a seed that somebody chose. */
    nonce: z.string().max(128).nullable(),
  }),
  budget: strict({ worlds: count, faultWorlds: count, pairs: count }),
  alpha: strict({ promote: z.string(), demote: z.string(), challenger: z.int().min(1) }),
  /** Failures that were replayed. */
  cases: z.array(trial).max(64).readonly(),
});

const evidenceSchema = strict({
  version: z.literal(evidenceVersion),
  locus: z.string(),
  candidate: digest,
  incumbent: digest.nullable(),
  verdict: strict({
    result: z.enum(verdicts),
    stage: z.enum(stageNames).nullable(),
    reason: z.string(),
  }),
  stages: z.array(stage).readonly(),
  competition: competition.nullable(),
  /** A few of the differences in behaviour, one of each kind first. */
  differences: z.array(difference).readonly(),
  /** A world, made small, in which a rejected candidate fails. */
  counterexample: strict({ stage: z.enum(stageNames), failure, trial }).nullable(),
  basis,
});

export type Evidence = Readonly<z.output<typeof evidenceSchema>>;
export type EvidenceBasis = Evidence['basis'];
export type EvidenceDifference = Evidence['differences'][number];
export type EvidenceAnswer = EvidenceDifference['candidate'];

/** The bytes of an evidence file: canonical, one line feed at the end. */
export function evidenceText(evidence: Evidence): string {
  return `${canonicalJson(evidence)}\n`;
}

/**
 * @param file shown in messages
 * @throws IntegrityError `evidence-invalid`
 */
export function parseEvidence(text: string, file: string): Evidence {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid(file, `expected JSON, but ${(error as Error).message}`);
  }
  const parsed = evidenceSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw invalid(file, `at ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`);
}

function invalid(file: string, found: string): IntegrityError {
  return new IntegrityError({
    code: 'evidence-invalid',
    message: `${file} is no evidence of version ${evidenceVersion}: ${found}.`,
    hint: 'Let the arena measure it again: `sg arena LOCUS --candidate FILE --out FILE`.',
    details: { file },
  });
}
