import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { EnvironmentError } from '../../errors/environment-error.ts';
import type { Burial } from '../../genome/graveyard-schema.ts';
import { isSha256, type Sha256 } from '../../model/digest.ts';
import { engineNames } from '../../mutation/engine.ts';
import type { Proposal } from '../../mutation/propose-allele.ts';

const digest = z.string().refine(isSha256);
const count = z.int().nonnegative();

const usage = z.strictObject({
  calls: count,
  inputTokens: count,
  outputTokens: count,
  money: z.strictObject({ amount: z.string(), currency: z.string() }).exactOptional(),
});

const spent = { engine: z.enum(engineNames), model: z.string().exactOptional(), prompt: digest, usage };

const proposalSchema = z.union([
  z.strictObject({ ...spent, source: z.string(), digest, note: z.string().exactOptional() }),
  z.strictObject({ ...spent, fault: z.strictObject({ code: z.string(), message: z.string() }) }),
]);

const burialSchema = z.strictObject({
  digest,
  stage: z.string(),
  reason: z.string(),
  date: z.string(),
  engine: z.string().exactOptional(),
  parent: digest.exactOptional(),
});

const questionSchema = z.strictObject({
  version: z.literal(1),
  locus: z.string(),
  /** Of the failure. */
  signature: digest,
  /** Of the prompt as it was before secrets were taken out. */
  asked: digest,
  attempt: count,
  at: count,
  /** Its place in the record of spending. */
  reservation: z.string(),
  proposal: proposalSchema,
  /** What came of it has been told and kept; it is not taken up again. */
  settled: z.strictObject({ burial: burialSchema.exactOptional() }).exactOptional(),
});

/** A question that was asked, and its answer: paid for, so never asked again because something else broke. */
export interface KeptQuestion {
  readonly version: 1;
  readonly locus: string;
  readonly signature: Sha256;
  readonly asked: Sha256;
  readonly attempt: number;
  readonly at: number;
  readonly reservation: string;
  readonly proposal: Proposal;
  readonly settled?: { readonly burial?: Burial };
}

/** The kept questions of one machine: `<folder>/<locus>/<reservation>.json`, each written whole or not at all. */
export class QuestionStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws EnvironmentError `mutation-record` */
  async keep(question: KeptQuestion): Promise<void> {
    const folder = path.join(this.#folder, question.locus);
    try {
      await mkdir(folder, { recursive: true });
      await writeFileAtomic(path.join(folder, `${question.reservation}.json`), `${JSON.stringify(question)}\n`);
    } catch (cause) {
      throw new EnvironmentError({
        code: 'mutation-record',
        message: `Expected to keep an answer in ${folder}: ${(cause as Error).message}`,
        hint: 'Check that the folder can be written and the disk is not full.',
        cause,
      });
    }
  }

  /** In the order they were asked; a file that can't be read is left out. */
  async of(locus: string): Promise<readonly KeptQuestion[]> {
    const folder = path.join(this.#folder, locus);
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'));
    const kept = await Promise.all(names.map((name) => read(path.join(folder, name))));
    return kept.flat().sort((a, b) => a.at - b.at || a.attempt - b.attempt);
  }
}

async function read(file: string): Promise<readonly KeptQuestion[]> {
  try {
    const parsed = questionSchema.safeParse(JSON.parse(await readFile(file, 'utf8')));
    return parsed.success ? [parsed.data] : [];
  } catch {
    return [];
  }
}
