import { TomlDate } from 'smol-toml';
import { z } from 'zod';
import { isSha256 } from '../model/digest.ts';
import { isLocusName } from './allele-path.ts';
import { certificateTime, origins, type Certificate } from './certificate.ts';

const digest = z.string().refine(isSha256, 'expected a SHA-256 digest (64 lower-case hexadecimal characters)');
const locus = z.string().refine(isLocusName, 'expected a locus name');
const count = z.int().nonnegative();

/** One line of text from outside: bounded, and nothing in it can pretend to be another line or drive a terminal. */
const line = z
  .string()
  .min(1)
  .max(2000)
  .refine((text) => !/\p{Cc}/u.test(text), 'expected one line of text without control characters');

const created = z
  .instanceof(TomlDate, { error: 'expected an RFC 3339 date and time, not in quotes' })
  .refine((date) => date.isDateTime() && !date.isLocal(), 'expected a date and time with a time zone')
  .refine((date) => date.toISOString().endsWith('Z'), 'expected UTC, written with "Z"')
  .transform((date) => certificateTime(date));

const engine = z.strictObject({ name: line, model: line.exactOptional(), prompt: digest.exactOptional() });

const cost = z.strictObject({
  input_tokens: count,
  output_tokens: count,
  amount: z
    .string()
    .regex(/^\d{1,12}(\.\d{1,12})?$/, 'expected a decimal number in quotes')
    .exactOptional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'expected an ISO 4217 code such as "USD"')
    .exactOptional(),
});

const remote = z.strictObject({
  url: line,
  commit: z
    .string()
    .regex(/^[0-9a-f]{40}$/, 'expected a full commit id')
    .exactOptional(),
});

/** A certificate as it stands in TOML, keys in snake case. */
export const certificateSchema = z
  .strictObject({
    locus,
    digest,
    parents: z.array(digest).max(64),
    origin: z.enum(origins),
    generation: count,
    created,
    contract: digest,
    prompted_by: digest.exactOptional(),
    note: line.exactOptional(),
    engine: engine.exactOptional(),
    cost: cost.exactOptional(),
    remote: remote.exactOptional(),
  })
  .check(({ value, issues }) => {
    for (const [field, message] of contradictions(value)) {
      issues.push({ code: 'custom', path: [field], message, input: value });
    }
  });

type CertificateToml = z.output<typeof certificateSchema>;

function contradictions(value: CertificateToml): readonly (readonly [string, string])[] {
  const { parents, origin, generation, cost: spent } = value;
  const found: [string, string][] = [];
  if (new Set(parents).size !== parents.length) found.push(['parents', 'expected each parent once']);
  if (parents.includes(value.digest)) found.push(['parents', 'an allele cannot be its own parent']);
  if (origin === 'seed' && parents.length > 0) found.push(['parents', 'expected none for a seed']);
  if (origin === 'fusion' && parents.length === 0) found.push(['parents', 'expected at least one for a fusion']);
  if (origin === 'import' && value.remote === undefined) found.push(['remote', 'expected for an import']);
  if (origin !== 'import' && (parents.length === 0) !== (generation === 0)) {
    found.push(['generation', 'expected 0 without parents and 1 or more with them']);
  }
  if (spent !== undefined && (spent.amount === undefined) !== (spent.currency === undefined)) {
    found.push(['cost', 'expected amount and currency together']);
  }
  return found;
}

export function fromToml(toml: CertificateToml): Certificate {
  const { prompted_by, cost: spent, ...same } = toml;
  return {
    ...same,
    ...(prompted_by === undefined ? {} : { promptedBy: prompted_by }),
    ...(spent === undefined ? {} : { cost: costFromToml(spent) }),
  };
}

function costFromToml(spent: NonNullable<CertificateToml['cost']>): NonNullable<Certificate['cost']> {
  const { input_tokens: inputTokens, output_tokens: outputTokens, amount, currency } = spent;
  const money = amount === undefined || currency === undefined ? {} : { money: { amount, currency } };
  return { inputTokens, outputTokens, ...money };
}
