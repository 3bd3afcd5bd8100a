import { z } from 'zod';
import { printable } from '../../contract/printable.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import { sha256, type Sha256 } from '../../model/digest.ts';
import type { FailureCase } from '../../organism/cases/failure-case-format.ts';

/** What a failure looks like from outside: stable over hosts, interfaces, addresses and times. */
export interface Symptom {
  readonly kind: string;
  /** Diagnostics that did not find it healthy, sorted. */
  readonly checks: readonly string[];
}

const longestMessage = 300;

const word = z.string().regex(/^[a-z][a-z0-9_-]{0,63}$/);
const checkSchema = z.object({ check: word, healthy: z.boolean().nullable() });

/** Each kind of failure of a case once, in a fixed order. */
export function symptomsOf(failure: FailureCase): readonly Symptom[] {
  const all =
    failure.capture === 'digest'
      ? failure.attempts.map(({ kind }) => symptom(kind, []))
      : failure.attempts.map(({ error, verify }) => symptom(error?.kind ?? '', verify.flatMap(failedCheck)));
  const unique = new Map(all.map((one) => [canonicalJson({ ...one }), one]));
  return [...unique].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

/**
 * Names a failure: the same on every host on which the same contract fails in the same way, whatever the interfaces are
 * called and whoever answered. At most one proposal is open for each.
 */
export function failureSignature(locus: string, contract: Sha256, symptoms: readonly Symptom[]): Sha256 {
  return sha256(canonicalJson({ version: 1, locus, contract, symptoms: symptoms.map((one) => ({ ...one })) }));
}

/** Stands for a failure where alleles are made ahead of any: one proposal for each incumbent. */
export function aheadSignature(locus: string, contract: Sha256, incumbent: Sha256 | undefined): Sha256 {
  return sha256(canonicalJson({ version: 1, locus, contract, ahead: incumbent ?? null }));
}

/** For titles: `unhealthy (check_neighbours)`. */
export function symptomText(symptoms: readonly Symptom[]): string {
  return symptoms.map(({ kind, checks }) => (checks.length === 0 ? kind : `${kind} (${checks.join(', ')})`)).join('; ');
}

/** What the first attempt said, on one line. Untrusted text, made visible. */
export function failureMessage(failure: FailureCase): string {
  if (failure.capture === 'digest') return '';
  const message = failure.attempts.find(({ error }) => error !== null)?.error?.message ?? '';
  return printable(message.replaceAll(/\s+/g, ' ').trim()).slice(0, longestMessage);
}

function symptom(kind: string, checks: readonly string[]): Symptom {
  return { kind: word.safeParse(kind).data ?? 'other', checks: [...new Set(checks)].sort() };
}

function failedCheck(value: unknown): readonly string[] {
  const parsed = checkSchema.safeParse(value);
  return parsed.success && parsed.data.healthy !== true ? [parsed.data.check] : [];
}
