import type { JournalFile } from '../journal/journal-file.ts';
import type { ProfileRecord } from '../journal/journal-record.ts';
import { Refusal } from '../refusal.ts';
import { isGone } from './manager-error.ts';
import type { ManagerState, Profile } from './manager-state.ts';
import type { NetworkManager } from './network-manager.ts';
import { holdsSecrets, sameSettings, type Settings } from './settings.ts';
import { jsonToValue, valueToJson } from './variant.ts';

/** A profile that sg changed, and what it was before; `undefined` where it did not exist. */
export interface ProfileEntry {
  readonly uuid: string;
  readonly before: Settings | undefined;
  /** It was kept in memory only. */
  readonly memory: boolean;
}

/** Changes profiles; what each was before is on the disk first. */
export class ProfileLog {
  readonly #manager: NetworkManager;
  readonly #journal: JournalFile | undefined;
  readonly #entries: ProfileEntry[] = [];

  constructor(manager: NetworkManager, journal?: JournalFile) {
    this.#manager = manager;
    this.#journal = journal;
  }

  get length(): number {
    return this.#entries.length;
  }

  /** @returns the path of the profile */
  async add(settings: Settings): Promise<string> {
    await this.#note({ uuid: uuidOf(settings), before: undefined, memory: false });
    return this.#manager.addProfile(settings);
  }

  /** On the disk, where it was not before. @throws Refusal EUNAVAILABLE where secrets would be lost */
  async update(profile: Profile, settings: Settings): Promise<void> {
    if (!profile.unsaved && sameSettings(profile.settings, settings)) return;
    if (holdsSecrets(profile.settings)) {
      const what = `the profile "${profile.id}" holds secrets, which sg does not read: change it with nmcli`;
      throw new Refusal('EUNAVAILABLE', what);
    }
    await this.#note({ uuid: profile.uuid, before: profile.settings, memory: profile.unsaved });
    await this.#manager.updateProfile(profile.path, settings);
  }

  async remove(profile: Profile): Promise<void> {
    await this.#note({ uuid: profile.uuid, before: profile.settings, memory: profile.unsaved });
    await this.#manager.deleteProfile(profile.path);
  }

  /** Takes back what was changed since the log had that length, the latest first. @returns UUIDs that are not as before */
  async undo(length: number): Promise<readonly string[]> {
    const entries = this.#entries.slice(length);
    const left = await undoProfiles(this.#manager, entries);
    this.#entries.length = length;
    return left;
  }

  async #note(entry: ProfileEntry): Promise<void> {
    await this.#journal?.append(profileRecord(entry));
    this.#entries.push(entry);
  }
}

/**
 * May be cut off and done again: it looks at what is there.
 * @returns UUIDs of profiles that are not as they were
 */
export async function undoProfiles(
  manager: NetworkManager,
  entries: readonly ProfileEntry[],
): Promise<readonly string[]> {
  for (const entry of entries.toReversed()) {
    const { profiles } = await manager.look();
    await undoOne(manager, entry, profiles);
  }
  return entries.length === 0 ? [] : profilesChanged(await manager.look(), entries);
}

async function undoOne(manager: NetworkManager, entry: ProfileEntry, profiles: readonly Profile[]): Promise<void> {
  const { uuid, before, memory } = entry;
  const now = profiles.find((profile) => profile.uuid === uuid);
  try {
    if (before === undefined) {
      if (now !== undefined) await manager.deleteProfile(now.path);
    } else if (now === undefined) {
      // What NetworkManager made for a device it found, it makes again.
      if (!memory) await manager.addProfile(before);
    } else if (now.unsaved !== memory || !sameSettings(now.settings, before)) {
      await manager.updateProfile(now.path, before, memory ? 'memory' : 'disk');
    }
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

function profilesChanged(state: ManagerState, entries: readonly ProfileEntry[]): readonly string[] {
  const first = new Map(entries.toReversed().map((entry) => [entry.uuid, entry]));
  return [...first.values()].flatMap(({ uuid, before, memory }) => {
    const now = state.profiles.find((profile) => profile.uuid === uuid);
    if (memory) return now === undefined || now.unsaved ? [] : [uuid];
    if (before === undefined || now === undefined) return now === before ? [] : [uuid];
    return sameSettings(now.settings, before) ? [] : [uuid];
  });
}

function uuidOf(settings: Settings): string {
  return String(settings['connection']?.['uuid']?.value);
}

function profileRecord({ uuid, before, memory }: ProfileEntry): ProfileRecord {
  return {
    t: 'profile',
    uuid,
    before: before === undefined ? null : (valueToJson(before) as ProfileRecord['before']),
    memory,
  };
}

export function profileEntry({ uuid, before, memory }: ProfileRecord): ProfileEntry {
  return { uuid, memory, before: before === null ? undefined : (jsonToValue(before) as Settings) };
}
