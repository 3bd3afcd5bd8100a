import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

/** A failure case kept here: what failed, in few words. Text from genes is untrusted. */
export interface CaseSummary {
  readonly file: string;
  readonly failures: readonly { readonly allele: string; readonly kind: string }[];
}

const caseSchema = z.object({
  attempts: z.array(
    z.object({
      allele: z.string(),
      kind: z.string().optional(),
      error: z.object({ kind: z.string() }).nullable().optional(),
    }),
  ),
});

/** The failure cases of a locus, by name; one that can't be read is listed with nothing known of it. */
export async function listCases(folder: string, locus: string): Promise<readonly CaseSummary[]> {
  const names = await readdir(folder).catch(() => []);
  const own = names.filter((name) => /^[0-9a-f]{12}\.json$/.test(ownPart(name, locus))).sort();
  return Promise.all(own.map((name) => summary(path.join(folder, name))));
}

function ownPart(name: string, locus: string): string {
  return name.startsWith(`${locus}-`) ? name.slice(locus.length + 1) : '';
}

async function summary(file: string): Promise<CaseSummary> {
  const attempts = parsed(await readFile(file, 'utf8').catch(() => ''))?.attempts ?? [];
  return { file, failures: attempts.map(({ allele, kind, error }) => ({ allele, kind: kind ?? error?.kind ?? '' })) };
}

function parsed(text: string): z.infer<typeof caseSchema> | undefined {
  try {
    return caseSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
