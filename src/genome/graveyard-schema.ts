import { stringify, TomlDate } from 'smol-toml';
import { z } from 'zod';
import { printable } from '../contract/printable.ts';
import { isSha256, type Sha256 } from '../model/digest.ts';
import { certificateTime } from './certificate.ts';

/** A candidate that was rejected, and why. */
export interface Burial {
  readonly digest: Sha256;
  /** The arena's stage that rejected it, or another kebab-case word for who did. */
  readonly stage: string;
  /** One printable line. It may quote the candidate or a kernel: untrusted. */
  readonly reason: string;
  /** RFC 3339 in UTC. */
  readonly date: string;
  /** The mutation engine that made it. */
  readonly engine?: string;
  /** What it was made from. */
  readonly parent?: Sha256;
}

const longestReason = 500;

/** Any text as a reason: one line of characters that can be seen, cut to 500. */
export function burialReason(text: string): string {
  const line = printable(text.replaceAll(/\s+/g, ' ').trim());
  const characters = Array.from(line);
  return characters.length <= longestReason ? line : `${characters.slice(0, longestReason - 1).join('')}…`;
}

const digest = z.string().refine(isSha256, 'expected a SHA-256 digest (64 lower-case hexadecimal characters)');
const word = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'expected a lower-case word');

const date = z
  .instanceof(TomlDate, { error: 'expected an RFC 3339 date and time, not in quotes' })
  .refine((value) => value.isDateTime() && !value.isLocal(), 'expected a date and time with a time zone')
  .transform((value) => certificateTime(value));

export const graveyardSchema = z.strictObject({
  rejected: z
    .array(
      z.strictObject({
        digest,
        stage: word,
        reason: z
          .string()
          .min(1)
          .refine((text) => burialReason(text) === text, `expected one printable line of at most ${longestReason} characters`),
        date,
        engine: word.exactOptional(),
        parent: digest.exactOptional(),
      }),
    )
    .default([]),
});

/** The lines of one burial, with a fixed order of keys. */
export function burialText({ digest: own, stage, reason, date: moment, engine, parent }: Burial): string {
  const fields = { digest: own, stage, reason, date: new Moment(moment), engine, parent };
  return `[[rejected]]\n${stringify(fields)}`;
}

/** Prints no milliseconds where there are none. */
class Moment extends TomlDate {
  override toISOString(): string {
    return certificateTime(new Date(this.getTime()));
  }
}
