import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { EnvironmentError } from '../errors/environment-error.ts';
import { admit, type Admission, type BudgetLimits, type SpendingEntry } from './budget.ts';
import type { Usage } from './engine.ts';

const count = z.int().nonnegative();
const line = { at: count, locus: z.string() };
const amount = z.string().regex(/^\d{1,12}(?:\.\d{1,12})?$/);

const usage = z.strictObject({
  calls: count,
  inputTokens: count,
  outputTokens: count,
  money: z.strictObject({ amount, currency: z.string() }).exactOptional(),
});

const entrySchema = z.discriminatedUnion('t', [
  z.strictObject({ t: z.literal('ask'), id: z.string(), ...line }),
  z.strictObject({ t: z.literal('spent'), id: z.string(), ...line, usage }),
  z.strictObject({ t: z.literal('withdrawn'), id: z.string(), ...line }),
  z.strictObject({ t: z.literal('cool-down'), ...line, until: count }),
]);

export type Reservation =
  | { readonly admitted: true; readonly id: string }
  | { readonly admitted: false; readonly refusal: Extract<Admission, { ok: false }> };

/**
 * What mutation has cost on this machine: one file for each month, lines only ever added, each in one append, so that
 * processes need no lock and a torn line spoils nothing else. A question is written down before it is asked: a crash can't
 * make it free.
 */
export class SpendingStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Takes a place in the budget. Of two processes that come at once, the one whose line stands first gets the last place.
   * @throws EnvironmentError `spending-record`
   */
  async reserve(locus: string, limits: BudgetLimits, now = Date.now()): Promise<Reservation> {
    const id = randomUUID();
    await this.#append({ t: 'ask', id, at: now, locus });
    const entries = await this.entries(now);
    const own = entries.findIndex((entry) => entry.t === 'ask' && entry.id === id);
    const admission = admit([...entries.slice(0, own), ...settlements(entries.slice(own + 1))], limits, locus, now);
    if (admission.ok) return { admitted: true, id };
    await this.#append({ t: 'withdrawn', id, at: now, locus });
    return { admitted: false, refusal: admission };
  }

  /** What a reserved question has cost in the end. */
  async spend(id: string, locus: string, used: Usage, now = Date.now()): Promise<void> {
    await this.#append({ t: 'spent', id, at: now, locus, usage: used });
  }

  /** No more questions about a locus before `seconds` are over. */
  async coolDown(locus: string, seconds: number, now = Date.now()): Promise<void> {
    await this.#append({ t: 'cool-down', at: now, locus, until: now + seconds * 1000 });
  }

  /** This month's and last month's lines, in the order they were written. */
  async entries(now = Date.now()): Promise<readonly SpendingEntry[]> {
    const texts = await Promise.all([monthBefore(now), month(now)].map((name) => this.#read(name)));
    return texts.flatMap((text) => text.split('\n').flatMap(parseEntry));
  }

  async #read(name: string): Promise<string> {
    try {
      return await readFile(path.join(this.#folder, name), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
      throw unreadable(this.#folder, error);
    }
  }

  async #append(entry: SpendingEntry): Promise<void> {
    try {
      await mkdir(this.#folder, { recursive: true });
      const handle = await open(path.join(this.#folder, month(entry.at)), 'a', 0o600);
      try {
        // The line feed comes first, so that a torn line before this one stays alone.
        await handle.write(`\n${JSON.stringify(entry)}`);
        await handle.sync();
      } finally {
        await handle.close();
      }
    } catch (error) {
      throw unreadable(this.#folder, error);
    }
  }
}

function settlements(entries: readonly SpendingEntry[]): readonly SpendingEntry[] {
  return entries.filter(({ t }) => t !== 'ask');
}

function parseEntry(text: string): readonly SpendingEntry[] {
  if (text === '') return [];
  try {
    const checked = entrySchema.safeParse(JSON.parse(text));
    return checked.success ? [checked.data] : [];
  } catch {
    return [];
  }
}

function month(now: number): string {
  return `${new Date(now).toISOString().slice(0, 7)}.jsonl`;
}

function monthBefore(now: number): string {
  const date = new Date(now);
  return month(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - 1, 1));
}

function unreadable(folder: string, cause: unknown): EnvironmentError {
  return new EnvironmentError({
    code: 'spending-record',
    message: `Expected to keep the record of what mutation costs in ${folder}: ${(cause as Error).message}`,
    hint: 'Nothing was asked. Check that the folder can be written and the disk is not full.',
    cause,
  });
}
