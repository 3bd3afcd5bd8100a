import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { withHostLock } from '../../kernel/host-lock.ts';
import { readLedger } from '../../ledger/read-ledger.ts';
import { listLedger } from '../../ledger/segments.ts';
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
  return fromLedger(workspace);
}

function fromLedger(workspace: Workspace): FusionState {
  const { records } = readLedger(workspace.ledger, ['pathway', 'decomposed']);
  return { reinforcements: records.reduce<Reinforcements>(reinforce, new Map()), inputs: new Map() };
}

/**
 * The same, for whoever asks often: that a ledger has nothing to say of fusion is written down, so that it is not read to its
 * end each time. What it does have to say is left to the next run, which knows whether its own records are among it.
 */
export async function settleFusionState(workspace: Workspace): Promise<FusionState> {
  const kept = await readKept(stateFile(workspace));
  if (kept !== undefined || listLedger(workspace.ledger).segments.length === 0) return kept ?? nothing;
  const made = fromLedger(workspace);
  // It only saves time: somebody else's lock or a folder that can't be written to is no reason to fail.
  if (made.reinforcements.size === 0) await writeNothing(workspace).catch(() => undefined);
  return made;
}

const nothing: FusionState = { reinforcements: new Map(), inputs: new Map() };

async function writeNothing(workspace: Workspace): Promise<void> {
  const file = stateFile(workspace);
  const action = async (): Promise<void> => {
    const known = (await readKept(file)) ?? fromLedger(workspace);
    if (known.reinforcements.size === 0) await write(file, known);
  };
  await withHostLock(`${file}.lock`, 'fusion state', action, { waitMs: 0 });
}

function write(file: string, state: FusionState): Promise<void> {
  return writeFileAtomic(file, `${JSON.stringify(toJson(state), null, 1)}\n`);
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
      await write(file, next);
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
