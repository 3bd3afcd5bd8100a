import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { TreeReader } from '../../git/tree-reader.ts';
import { shortDigest } from '../../model/digest.ts';
import type { JsonObject } from '../../model/json.ts';
import { holdsSecret } from '../../mutation/redact.ts';
import { caseDigest } from '../../organism/cases/case-digest.ts';
import { captures, type Policy } from '../../phenotype/schema.ts';

/** Where failure cases stand in a `fitness/<host>` branch. */
const folder = 'cases';

/** Larger is no case of ours. */
const mostBytes = 4 * 1024 * 1024;

/** What one push brings; the rest goes with the next. */
const mostCases = 500;

export interface PublishedCases {
  readonly changes: ReadonlyMap<string, Uint8Array>;
  /** Cases that stay here, and why. */
  readonly withheld: readonly { readonly case: string; readonly reason: 'policy' | 'secret' | 'damaged' }[];
}

export interface CaseRules {
  readonly capture: Policy['capture'];
  readonly secrets: readonly string[];
}

/** The failure cases kept here that a branch does not have and that may leave: by policy, and without anything secret. */
export async function publishedCases(
  place: string,
  tree: TreeReader | undefined,
  rules: CaseRules,
): Promise<PublishedCases> {
  const known = new Set(tree === undefined ? [] : (await tree.list(folder)).map(({ name }) => name));
  const names = (await readdir(place).catch(() => [])).filter((name) => caseName.test(name) && !known.has(name)).sort();
  const changes = new Map<string, Uint8Array>();
  const withheld: { case: string; reason: 'policy' | 'secret' | 'damaged' }[] = [];
  for (const name of names) {
    if (changes.size >= mostCases) break;
    const found = await judge(path.join(place, name), name, rules);
    if (typeof found === 'string') withheld.push({ case: name, reason: found });
    else changes.set(`${folder}/${name}`, found);
  }
  return { changes, withheld };
}

const caseName = /^[a-z][a-z0-9_]{0,99}-[0-9a-f]{12}\.json$/;

const caseSchema = z.looseObject({
  locus: z.string(),
  capture: z.enum(captures),
  redaction: z.strictObject({ version: z.literal(1), replays: z.boolean() }).optional(),
});

async function judge(
  file: string,
  name: string,
  { capture, secrets }: CaseRules,
): Promise<Uint8Array | 'policy' | 'secret' | 'damaged'> {
  if ((await stat(file)).size > mostBytes) return 'damaged';
  const bytes = await readFile(file);
  const text = bytes.toString('utf8');
  const read = caseSchema.safeParse(jsonOf(text));
  if (!read.success) return 'damaged';
  const { locus } = read.data;
  if (name !== `${locus}-${shortDigest(caseDigest(read.data as JsonObject))}.json`) return 'damaged';
  if (!mayLeave(read.data, capture)) return 'policy';
  return holdsSecret(text, secrets) ? 'secret' : bytes;
}

/** Nothing leaves that holds more than the policy allows now. `redacted` cases of before redaction are whole ones. */
function mayLeave({ capture, redaction }: z.output<typeof caseSchema>, policy: Policy['capture']): boolean {
  if (capture === 'digest') return true;
  if (capture === 'redacted') return policy !== 'digest' && redaction !== undefined;
  return policy === 'full';
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
