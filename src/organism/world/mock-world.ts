import { access, copyFile, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { UsageError } from '../../errors/usage-error.ts';
import { withHostLock } from '../../kernel/host-lock.ts';
import type { WorldDifference, WorldSnapshot } from '../../kernel/kernel.ts';
import { defaultWorld } from '../../kernel/mock/default-world.ts';
import { MockKernel } from '../../kernel/mock/mock-kernel.ts';
import { snapshotOf } from '../../kernel/mock/snapshot.ts';
import { loadWorld, saveWorld } from '../../kernel/mock/world-file.ts';
import type { World } from '../../kernel/mock/world-schema.ts';
import { worldFromSnapshot } from '../../kernel/mock/world-from-snapshot.ts';
import { worldDifferences } from '../../kernel/world-difference.ts';
import { openWorkspace } from '../workspace.ts';

/** How long a command waits for another mutating sg before it gives up. */
const lockWaitMs = 60_000;

export interface WorldPlace {
  readonly file: string;
  /** One mutating sg at a time for each world. */
  readonly lock: string;
}

/** Where the mock's world is kept: the file given, else `.sg/world.json` of the repository around `start`. */
export async function worldPlace(start: string, file: string | undefined): Promise<WorldPlace> {
  const place = file === undefined ? (await openWorkspace(start)).world : path.resolve(file);
  return { file: place, lock: `${place}.lock` };
}

/** A mock kernel on the saved world, or on the development world where none was saved; for looking only. */
export async function observedKernel(place: WorldPlace): Promise<MockKernel> {
  return MockKernel.open({ world: (await loadWorld(place.file)) ?? defaultWorld() });
}

/** The same for changing it: nobody else changes it meanwhile, and each commit is saved. */
export function withMockKernel<T>(
  place: WorldPlace,
  label: string,
  action: (kernel: MockKernel) => Promise<T>,
): Promise<T> {
  return withHostLock(place.lock, label, async () => action(await savingKernel(place)), { waitMs: lockWaitMs });
}

async function savingKernel(place: WorldPlace): Promise<MockKernel> {
  const world = (await loadWorld(place.file)) ?? defaultWorld();
  return MockKernel.open({ world, save: (next) => saveWorld(place.file, next) });
}

export interface ObservedWorld {
  readonly file: string;
  /** False while the file does not exist: then it is the development world. */
  readonly saved: boolean;
  /** Seconds since 1970. */
  readonly clock: number;
  readonly snapshot: WorldSnapshot;
}

export async function observeWorld(start: string, file: string | undefined): Promise<ObservedWorld> {
  const place = await worldPlace(start, file);
  const kernel = await observedKernel(place);
  const [clock, snapshot] = [await kernel.now(), await kernel.snapshot()];
  return { file: place.file, saved: await exists(place.file), clock, snapshot };
}

export async function writeSnapshot(file: string, snapshot: WorldSnapshot): Promise<void> {
  await writeFileAtomic(file, `${JSON.stringify(snapshot, null, 2)}\n`);
}

export interface WorldReset {
  readonly file: string;
  /** Where the world that was there is kept. */
  readonly kept?: string;
  /** What of the snapshot the mock has no place for; empty without one. */
  readonly differences: readonly WorldDifference[];
}

/**
 * Puts the development world in place, another one, or one that looks like a host by the file of its snapshot; the world
 * that was there, even one that can't be read, is kept beside it.
 * @throws IntegrityError `snapshot-invalid`; UsageError `snapshot-unreadable`
 */
export async function resetWorld(start: string, file: string | undefined, from?: string | World): Promise<WorldReset> {
  const place = await worldPlace(start, file);
  const { world, differences } = typeof from === 'string' ? await likeHost(from) : stated(from ?? defaultWorld());
  return withHostLock(
    place.lock,
    'kernel reset',
    async () => {
      const kept = `${place.file}.old`;
      const existed = await exists(place.file);
      if (existed) await copyFile(place.file, kept);
      await saveWorld(place.file, world);
      return { file: place.file, ...(existed ? { kept } : {}), differences };
    },
    { waitMs: lockWaitMs },
  );
}

type Wanted = Pick<WorldReset, 'differences'> & { readonly world: World };

function stated(world: World): Wanted {
  return { world, differences: [] };
}

async function likeHost(from: string): Promise<Wanted> {
  const snapshot = await readSnapshot(from);
  const world = worldFromSnapshot(snapshot, from);
  return { world, differences: worldDifferences(snapshot, snapshotOf(world)) };
}

/** A snapshot of 512 links has some 300 kB. */
const largestSnapshot = 16 * 1024 * 1024;

async function readSnapshot(file: string): Promise<WorldSnapshot> {
  try {
    if ((await stat(file)).size > largestSnapshot) throw new RangeError(`it has more than ${largestSnapshot} bytes`);
    return JSON.parse(await readFile(file, 'utf8')) as WorldSnapshot;
  } catch (error) {
    throw new UsageError({
      code: 'snapshot-unreadable',
      message: `Expected a snapshot in ${file}, but ${(error as Error).message}.`,
      hint: 'Take one with `sg kernel snapshot --output FILE`.',
      cause: error,
    });
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
