import { z } from 'zod';
import { faultPlanSchema } from '../../kernel/mock/fault-plan.ts';
import { isSha256 } from '../../model/digest.ts';
import type { Json, JsonObject } from '../../model/json.ts';

/** Versions that are read. 1 knew no `moment`, no `faults` and no `origin`; 2 is written. */
export const failureCaseVersion = 2;

const strict = z.strictObject;
const digest = z.string().refine(isSha256, 'expected a SHA-256 digest');
const json = z.custom<Json>((value) => value !== undefined);
const object = z.custom<JsonObject>((value) => typeof value === 'object' && value !== null && !Array.isArray(value));

const operation = strict({ operation: z.string(), args: z.array(json).readonly(), result: json });

const attempt = strict({
  allele: digest,
  /** Why it failed. Text from genes: untrusted. */
  error: z.looseObject({ kind: z.string(), message: z.string() }).nullable(),
  /** The first and the last ones of a long log. */
  operations: z.array(operation).readonly(),
  operationsLeftOut: z.int().min(0),
  verify: z.array(json).readonly(),
});

const head = {
  version: z.union([z.literal(1), z.literal(failureCaseVersion)]),
  locus: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/),
  /** Digest of the contract it failed under. */
  contract: digest,
  /** Where it failed. */
  kernel: z.enum(['mock', 'iproute2', 'networkmanager']),
  /** Who made the case when it was not a run: a generated case, made smaller. */
  origin: z.string().optional(),
  /** It failed on a mock of a host, beside the allele that did the work there. */
  shadow: z.literal(true).optional(),
};

/** What the phenotype's policy allowed to be kept says that something failed, and nothing to try it again with. */
const digestCase = strict({
  ...head,
  capture: z.literal('digest'),
  input: digest,
  world: digest,
  attempts: z.array(strict({ allele: digest, kind: z.string() })).readonly(),
});

const wholeCase = strict({
  ...head,
  capture: z.enum(['full', 'redacted']),
  /**
   * Names, MAC and IP addresses stand for others. `replays`: whether it still fails as it did; where it is false, something
   * that the verdict may rest on is lost. Absent from `redacted` cases of before, which are whole.
   */
  redaction: strict({ version: z.literal(1), replays: z.boolean() }).optional(),
  /** Fitted the contract's `takes`, defaults filled in. */
  input: object,
  /** The kernel's picture of the world before the first attempt. */
  world: object,
  /** The mock's world itself at that moment, for an exact replay: timers, ages, what is beyond the wires. */
  moment: object.optional(),
  /** What went wrong from outside on the way. */
  faults: faultPlanSchema.optional(),
  /** Failed attempts in their order. */
  attempts: z.array(attempt).readonly(),
});

/**
 * A failure that anyone can look at and, unless only digests were kept, try again: `.sg/cases/*.json`. Captured by runs and
 * written by the arena.
 */
export const failureCaseSchema = z.discriminatedUnion('capture', [digestCase, wholeCase]);

export type FailureCase = Readonly<z.output<typeof failureCaseSchema>>;
export type WholeFailureCase = Readonly<z.output<typeof wholeCase>>;
