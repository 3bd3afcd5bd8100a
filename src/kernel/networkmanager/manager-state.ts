import { z } from 'zod';
import { Refusal } from '../refusal.ts';
import type { Settings } from './settings.ts';
import { Variant } from './variant.ts';

/** What NetworkManager knows, as far as sg reads it. */
export interface ManagerState {
  readonly devices: readonly ManagedDevice[];
  readonly profiles: readonly Profile[];
  readonly actives: readonly Activation[];
  readonly checkpoints: readonly CheckpointInForce[];
}

export interface ManagedDevice {
  readonly path: string;
  readonly name: string;
  /** NMDeviceType: 1 ethernet, 10 bond, 11 vlan, 13 bridge, 20 veth, 22 dummy. */
  readonly type: number;
  /** NMDeviceState: 10 unmanaged, 20 unavailable, 30 disconnected, 40 to 90 on the way, 100 activated, 110 deactivating. */
  readonly state: number;
  /** Path of the activation; null without one. */
  readonly active: string | null;
}

/** A settings connection, which its users call a profile. */
export interface Profile {
  readonly path: string;
  readonly id: string;
  readonly uuid: string;
  readonly type: string;
  readonly device: string | null;
  /** Made by NetworkManager for what it found, and kept in memory only. */
  readonly external: boolean;
  /** Not on the disk. */
  readonly unsaved: boolean;
  readonly settings: Settings;
}

export interface Activation {
  readonly path: string;
  readonly uuid: string;
  /** NMActiveConnectionState: 1 activating, 2 activated, 3 deactivating, 4 deactivated. */
  readonly state: number;
  /** NMActivationStateFlags: 1 a controller, 4 its link is ready, 0x80 external. */
  readonly flags: number;
  readonly devices: readonly string[];
}

export interface CheckpointInForce {
  readonly path: string;
  /** Milliseconds of CLOCK_BOOTTIME: tells two of the same path apart. */
  readonly created: string;
  readonly timeoutSeconds: number;
}

const prefix = 'org.freedesktop.NetworkManager';
const path = z.string();
const uint = z.int().min(0);

const device = z.object({
  Interface: z.string(),
  DeviceType: uint,
  State: uint,
  ActiveConnection: path,
});
const active = z.object({
  Uuid: z.string(),
  State: uint,
  StateFlags: uint,
  Devices: z.array(path),
});
const checkpoint = z.object({ Created: z.union([z.bigint(), z.int()]), RollbackTimeout: uint });
const connection = z.object({ Unsaved: z.boolean(), Flags: uint });
const connectionSettings = z.object({
  id: z.string(),
  uuid: z.string(),
  type: z.string(),
  'interface-name': z.exactOptional(z.string()),
});

/** The reply of `ObjectManager.GetManagedObjects`: paths, interfaces, properties. */
export const managedObjects = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.instanceof(Variant))));
export type ManagedObjects = z.output<typeof managedObjects>;

/** The reply of `GetSettings`. */
export const settingsReply = z.record(z.string(), z.record(z.string(), z.instanceof(Variant)));

export function devicesIn(objects: ManagedObjects): readonly ManagedDevice[] {
  return pick(objects, 'Device', device).map(([at, { Interface, DeviceType, State, ActiveConnection }]) => ({
    path: at,
    name: Interface,
    type: DeviceType,
    state: State,
    active: ActiveConnection === '/' ? null : ActiveConnection,
  }));
}

export function activationsIn(objects: ManagedObjects): readonly Activation[] {
  return pick(objects, 'Connection.Active', active).map(([at, { Uuid, State, StateFlags, Devices }]) => ({
    path: at,
    uuid: Uuid,
    state: State,
    flags: StateFlags,
    devices: Devices,
  }));
}

export function checkpointsIn(objects: ManagedObjects): readonly CheckpointInForce[] {
  return pick(objects, 'Checkpoint', checkpoint).map(([at, { Created, RollbackTimeout }]) => ({
    path: at,
    created: Created.toString(),
    timeoutSeconds: RollbackTimeout,
  }));
}

/** Paths of the profiles, with their flags. */
export function profilesIn(
  objects: ManagedObjects,
): readonly { readonly path: string; readonly unsaved: boolean; readonly external: boolean }[] {
  return pick(objects, 'Settings.Connection', connection).map(([at, { Unsaved, Flags }]) => ({
    path: at,
    unsaved: Unsaved,
    // NM_SETTINGS_CONNECTION_FLAG_EXTERNAL
    external: (Flags & 8) !== 0,
  }));
}

export function readProfile(
  place: { readonly path: string; readonly unsaved: boolean; readonly external: boolean },
  settings: Settings,
): Profile {
  const { id, uuid, type, 'interface-name': name } = check(connectionSettings, plain(settings['connection'] ?? {}));
  return { ...place, id, uuid, type, device: name ?? null, settings };
}

function pick<Schema extends z.ZodType>(
  objects: ManagedObjects,
  kind: string,
  schema: Schema,
): readonly (readonly [string, z.output<Schema>])[] {
  return Object.entries(objects).flatMap(([at, interfaces]) => {
    const properties = interfaces[`${prefix}.${kind}`];
    return properties === undefined ? [] : [[at, check(schema, plain(properties))] as const];
  });
}

function plain(properties: Readonly<Record<string, Variant>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(properties).map(([key, { value }]) => [key, value]));
}

/** @throws Refusal EUNAVAILABLE where NetworkManager answers with something else than it documents */
export function check<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Refusal(
    'EUNAVAILABLE',
    `NetworkManager answered what can't be read, at ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`,
  );
}
