import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { withHostLock } from '../../kernel/host-lock.ts';
import { readLedger } from '../../ledger/read-ledger.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Workspace } from '../workspace.ts';
import { reinforce, type FusionFact, type Reinforcement, type Reinforcements } from './reinforcement.ts';

/** Inputs a pathway worked with lately: what a fused allele is tried on before it is believed. */
export type RecentInputs = ReadonlyMap<string, readonly JsonObject[]>;

export interface FusionState {
  readonly reinforcements: Reinforcements;
  readonly inputs: RecentInputs;
}

const inputsKept = 4;
const lockWaitMs = 10_000;

const digest = z.string().regex(/^([0-9a-f]{64})?$/);
const schema = z.strictObject({
  version: z.literal(1),
  pathways: z.record(
    z.string(),
    z.strictObject({
      composition: digest,
      count: z.int().nonnegative(),
      decomposed: z.array(z.strictObject({ allele: digest, step: z.string().exactOptional(), reason: z.string() })),
      inputs: z.array(z.record(z.string(), z.json())),
    }),
  ),
});

/** `.sg/fusion.json`, a digest of the ledger; where it is missing or unreadable it is made again from the records. */
export async function readFusionState(workspace: Workspace): Promise<FusionState> {
  const kept = await readKept(stateFile(workspace));
  if (kept !== undefined) return kept;
  const { records } = readLedger(workspace.ledger, ['pathway', 'decomposed']);
  return { reinforcements: records.reduce<Reinforcements>(reinforce, new Map()), inputs: new Map() };
}

/** Adds the records of one run, and the input where it worked; one process at a time. */
export async function rememberRun(
  workspace: Workspace,
  records: readonly FusionFact[],
  worked: { readonly pathway: string; readonly input: JsonObject } | undefined,
): Promise<FusionState> {
  return changed(workspace, records, (inputs) =>
    worked === undefined ? inputs : withInput(inputs, worked.pathway, worked.input),
  );
}

function withInput(inputs: RecentInputs, pathway: string, input: JsonObject): RecentInputs {
  const others = (inputs.get(pathway) ?? []).filter((each) => canonicalJson(each) !== canonicalJson(input));
  return new Map(inputs).set(pathway, [input, ...others].slice(0, inputsKept));
}

/** The records of the run are in the ledger already: state that is made again from it must not count them twice. */
async function changed(
  workspace: Workspace,
  records: readonly FusionFact[],
  inputsOf: (inputs: RecentInputs) => RecentInputs,
): Promise<FusionState> {
  const file = stateFile(workspace);
  await mkdir(path.dirname(file), { recursive: true });
  return withHostLock(
    `${file}.lock`,
    'fusion state',
    async () => {
      const kept = await readKept(file);
      const { reinforcements, inputs } = kept ?? (await readFusionState(workspace));
      const counted = kept === undefined ? reinforcements : records.reduce<Reinforcements>(reinforce, reinforcements);
      const next = { reinforcements: counted, inputs: inputsOf(inputs) };
      await writeFileAtomic(file, `${JSON.stringify(toJson(next), null, 1)}\n`);
      return next;
    },
    { waitMs: lockWaitMs },
  );
}

function toJson({ reinforcements, inputs }: FusionState): unknown {
  const entries = [...reinforcements].map(([pathway, { composition, count, decomposed }]) => {
    return [pathway, { composition, count, decomposed, inputs: inputs.get(pathway) ?? [] }] as const;
  });
  return { version: 1, pathways: Object.fromEntries(entries) };
}

async function readKept(file: string): Promise<FusionState | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const parsed = schema.safeParse(jsonOf(text));
  if (!parsed.success) return undefined;
  const entries = Object.entries(parsed.data.pathways);
  return {
    reinforcements: new Map<string, Reinforcement>(entries.map(([name, { inputs: _, ...rest }]) => [name, rest])),
    inputs: new Map(entries.map(([name, { inputs }]) => [name, inputs as readonly JsonObject[]])),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function stateFile(workspace: Workspace): string {
  return path.join(path.dirname(workspace.ledger), 'fusion.json');
}
