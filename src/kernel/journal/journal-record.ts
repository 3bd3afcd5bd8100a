import { z } from 'zod';
import type { HostState } from '../observe/host-state.ts';

/** A change of meaning raises it: a journal of another version is left for the sg that wrote it. */
export const journalVersion = 1;

const json = z.json();

/**
 * The record of a transaction on a host. `begin` holds the state to go back to, so that undoing needs no inverse of any
 * operation: what a recovery restores is what the intents name, as it was at `begin`.
 */
export const journalRecordSchema = z.discriminatedUnion('t', [
  z.strictObject({
    t: z.literal('begin'),
    version: z.literal(journalVersion),
    label: z.string(),
    /** Seconds since 1970. */
    at: z.number(),
    kernel: z.string(),
    pid: z.int(),
    /** Boot id: what a transaction did at run time is gone with a restart. */
    boot: z.string().nullable(),
    /** Network namespace: another one's links are not ours to touch. */
    network: z.string().nullable(),
    state: z.custom<HostState>(isHostState),
  }),
  /** Durable before the operation is issued. `devices`: what it names. */
  z.strictObject({
    t: z.literal('intent'),
    n: z.int(),
    operation: z.string(),
    args: z.array(json),
    devices: z.array(z.string()),
  }),
  z.strictObject({ t: z.literal('result'), n: z.int(), error: z.string().nullable() }),
  /** A savepoint was restored: for people who read the journal. */
  z.strictObject({ t: z.literal('restored'), proven: z.boolean() }),
  /** NetworkManager: a profile, as it was before (null: it did not exist), durable before it is changed. */
  z.strictObject({ t: z.literal('profile'), uuid: z.string(), before: json.nullable(), memory: z.boolean() }),
  /**
   * NetworkManager: a checkpoint is going to be made, and how it will be known among others: none of those there were, made
   * within a minute of this moment (milliseconds of CLOCK_BOOTTIME), with this time limit.
   */
  z.strictObject({
    t: z.literal('checkpoint-intent'),
    others: z.array(z.string()),
    since: z.number(),
    timeoutSeconds: z.int(),
  }),
  /** NetworkManager: the checkpoint that was made, and which profile each device was active with. */
  z.strictObject({
    t: z.literal('checkpoint'),
    path: z.string(),
    created: z.string(),
    active: z.record(z.string(), z.string()),
  }),
  /** The work stays for now: until it was confirmed, it is to be undone when the time has run out. */
  z.strictObject({
    t: z.literal('armed'),
    /** Runs whose work it is. */
    runs: z.array(z.string()),
    /** Seconds since 1970: when the last window ends, and when it is undone. */
    until: z.number(),
    expires: z.number(),
    /** NetworkManager's own name on the bus: a later one knows nothing of the checkpoint. */
    owner: z.string().nullable(),
    /** Diagnostics that must find it healthy. */
    checks: z.array(z.strictObject({ target: z.string(), arguments: z.record(z.string(), json) })),
  }),
  z.strictObject({ t: z.literal('end'), committed: z.boolean(), proven: z.boolean() }),
]);

export type JournalRecord = z.output<typeof journalRecordSchema>;
export type ProfileRecord = Extract<JournalRecord, { readonly t: 'profile' }>;
export type CheckpointRecord = Extract<JournalRecord, { readonly t: 'checkpoint' }>;
export type CheckpointIntent = Extract<JournalRecord, { readonly t: 'checkpoint-intent' }>;
export type ArmedRecord = Extract<JournalRecord, { readonly t: 'armed' }>;
export type BeginRecord = Extract<JournalRecord, { readonly t: 'begin' }>;

/** The checksum has told that this is what was written; a closer look would only repeat what observing checked. */
function isHostState(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return false;
  return ['links', 'routes', 'fdb', 'neighbours'].every((key) =>
    Array.isArray((value as Record<string, unknown>)[key]),
  );
}
