import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Bus } from './bus.ts';
import { isAbsent, isPermissionDenied, managerAbsent, managerTooOld, notPermitted } from './manager-error.ts';
import {
  activationsIn,
  check,
  checkpointsIn,
  devicesIn,
  managedObjects,
  profilesIn,
  readProfile,
  settingsReply,
  type ManagedDevice,
  type ManagedObjects,
  type ManagerState,
  type Profile,
} from './manager-state.ts';
import { portKeys, type PortKeys, type Settings } from './settings.ts';
import { Variant } from './variant.ts';

const service = 'org.freedesktop.NetworkManager';
const root = '/org/freedesktop/NetworkManager';
const oldest = { major: 1, minor: 42 };

/** nm-settings-dbus: NMSettingsAddConnection2Flags, NMSettingsUpdate2Flags. */
const toDisk = 0x1;
const inMemoryOnly = 0x8;
const blockAutoconnect = 0x20;

export type Keeping = 'disk' | 'memory';

/** NetworkManager's D-Bus API, as far as sg uses it. Every call has a time limit; every reply is checked. */
export class NetworkManager {
  readonly bus: Bus;
  readonly version: string;
  readonly keys: PortKeys;
  /** The bus name of this very process: another one has forgotten checkpoints. */
  readonly owner: string;

  private constructor(bus: Bus, version: string, numbers: readonly [number, number], owner: string) {
    this.bus = bus;
    this.version = version;
    this.keys = portKeys(numbers);
    this.owner = owner;
  }

  /** @throws EnvironmentError `networkmanager-unavailable`, `networkmanager-too-old`, `networkmanager-not-permitted` */
  static async on(bus: Bus): Promise<NetworkManager> {
    try {
      const owner = check(z.string(), await ownerOf(bus));
      const version = await readVersion(bus);
      const [major = 0, minor = 0] = version.split('.').map(Number);
      if (major < oldest.major || (major === oldest.major && minor < oldest.minor)) throw managerTooOld(version);
      await bus.match(
        `type='signal',sender='${service}',interface='${service}.Connection.Active',member='StateChanged'`,
      );
      return new NetworkManager(bus, version, [major, minor], owner);
    } catch (error) {
      if (isAbsent(error)) throw managerAbsent(error);
      if (isPermissionDenied(error)) throw notPermitted(error);
      throw error;
    }
  }

  /** The bus name that NetworkManager has now; undefined while it does not run. */
  async currentOwner(): Promise<string | undefined> {
    try {
      return check(z.string(), await ownerOf(this.bus));
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  }

  /** Waits for one that was started anew: systemd does that within seconds. */
  async isBack(atMostMs = 5_000): Promise<boolean> {
    const deadline = performance.now() + atMostMs;
    while ((await this.currentOwner()) === undefined) {
      if (performance.now() >= deadline) return false;
      await delay(100);
    }
    return true;
  }

  /** The devices alone: in one call. */
  async devices(): Promise<readonly ManagedDevice[]> {
    return devicesIn(await this.#objects());
  }

  async look(): Promise<ManagerState> {
    const objects = await this.#objects();
    const profiles = await Promise.all(profilesIn(objects).map((place) => this.#profile(place)));
    return {
      devices: devicesIn(objects),
      actives: activationsIn(objects),
      checkpoints: checkpointsIn(objects),
      profiles: profiles.flat(),
    };
  }

  async addProfile(settings: Settings, keeping: Keeping = 'disk'): Promise<string> {
    const flags = (keeping === 'disk' ? toDisk : 0x2) | blockAutoconnect;
    const [path] = await this.#settings('AddConnection2', 'a{sa{sv}}ua{sv}', [settings, flags, {}]);
    return check(z.string(), path);
  }

  async updateProfile(path: string, settings: Settings, keeping: Keeping = 'disk'): Promise<void> {
    const flags = keeping === 'disk' ? toDisk : inMemoryOnly;
    await this.#call(path, 'Settings.Connection', 'Update2', 'a{sa{sv}}ua{sv}', [settings, flags, {}]);
  }

  async deleteProfile(path: string): Promise<void> {
    await this.#call(path, 'Settings.Connection', 'Delete');
  }

  /** @returns the activation's path; it is only under way */
  async activate(profile: string, device: string): Promise<string> {
    const [path] = await this.#manager('ActivateConnection', 'ooo', [profile, device, '/']);
    return check(z.string(), path);
  }

  /** State and flags of an activation (`Activation` in manager-state.ts). @throws BusReply when it is over and gone */
  async activation(path: string): Promise<{ readonly state: number; readonly flags: number }> {
    const [reply] = await this.bus.call({
      destination: service,
      path,
      interface: 'org.freedesktop.DBus.Properties',
      member: 'GetAll',
      signature: 's',
      body: [`${service}.Connection.Active`],
    });
    const properties = check(z.record(z.string(), z.instanceof(Variant)), reply);
    const state = check(z.int(), properties['State']?.value);
    return { state, flags: check(z.int(), properties['StateFlags']?.value) };
  }

  /** What the device was activated with, changed and applied again without taking it down. */
  async reapply(device: string, change: (applied: Settings) => Settings): Promise<void> {
    const [reply, version] = await this.#call(device, 'Device', 'GetAppliedConnection', 'u', [0]);
    const applied = check(settingsReply, reply);
    await this.#call(device, 'Device', 'Reapply', 'a{sa{sv}}tu', [change(applied), version, 0]);
  }

  /** Of all devices; profiles made later are deleted when it rolls back. @returns its path */
  async createCheckpoint(timeoutSeconds: number): Promise<string> {
    const [path] = await this.#manager('CheckpointCreate', 'aouu', [[], timeoutSeconds, 0x2]);
    return check(z.string(), path);
  }

  /** @param timeoutSeconds from now */
  async extendCheckpoint(path: string, timeoutSeconds: number): Promise<void> {
    await this.#manager('CheckpointAdjustRollbackTimeout', 'ou', [path, timeoutSeconds]);
  }

  async destroyCheckpoint(path: string): Promise<void> {
    // "/" would end everyone's.
    if (path === '/') return;
    await this.#manager('CheckpointDestroy', 'o', [path]);
  }

  async rollbackCheckpoint(path: string): Promise<void> {
    await this.#manager('CheckpointRollback', 'o', [path], 60_000);
  }

  close(): void {
    this.bus.close();
  }

  async #objects(): Promise<ManagedObjects> {
    const [reply] = await this.bus.call({
      destination: service,
      path: '/org/freedesktop',
      interface: 'org.freedesktop.DBus.ObjectManager',
      member: 'GetManagedObjects',
    });
    return check(managedObjects, reply);
  }

  async #profile(place: Parameters<typeof readProfile>[0]): Promise<readonly Profile[]> {
    try {
      const [reply] = await this.#call(place.path, 'Settings.Connection', 'GetSettings');
      return [readProfile(place, check(settingsReply, reply))];
    } catch (error) {
      // It went meanwhile, or belongs to another user.
      if (!isAbsent(error)) return [];
      throw error;
    }
  }

  #manager(
    member: string,
    signature: string,
    body: readonly unknown[],
    timeoutMs?: number,
  ): Promise<readonly unknown[]> {
    return this.#call(root, '', member, signature, body, timeoutMs);
  }

  #settings(member: string, signature: string, body: readonly unknown[]): Promise<readonly unknown[]> {
    return this.#call(`${root}/Settings`, 'Settings', member, signature, body);
  }

  #call(
    path: string,
    kind: string,
    member: string,
    signature = '',
    body: readonly unknown[] = [],
    timeoutMs?: number,
  ): Promise<readonly unknown[]> {
    const name = kind === '' ? service : `${service}.${kind}`;
    const limit = timeoutMs === undefined ? {} : { timeoutMs };
    return this.bus.call({ destination: service, path, interface: name, member, signature, body, ...limit });
  }
}

async function ownerOf(bus: Bus): Promise<unknown> {
  const [owner] = await bus.call({
    destination: 'org.freedesktop.DBus',
    path: '/org/freedesktop/DBus',
    interface: 'org.freedesktop.DBus',
    member: 'GetNameOwner',
    signature: 's',
    body: [service],
  });
  return owner;
}

async function readVersion(bus: Bus): Promise<string> {
  const [version] = await bus.call({
    destination: service,
    path: root,
    interface: 'org.freedesktop.DBus.Properties',
    member: 'Get',
    signature: 'ss',
    body: [service, 'Version'],
  });
  return check(z.string(), check(z.instanceof(Variant), version).value);
}
