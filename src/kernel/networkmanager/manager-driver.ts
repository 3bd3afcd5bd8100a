import type { HostDriver } from '../iproute2/host-driver.ts';
import { restoreHost } from '../iproute2/restore-host.ts';
import { restoreScope } from '../iproute2/restore-scope.ts';
import { settleAndProve } from '../iproute2/settle.ts';
import type { RollbackProof } from '../kernel.ts';
import type { HostState } from '../observe/host-state.ts';
import type { HostTools } from '../observe/host-tools.ts';
import { observeHost } from '../observe/observe-host.ts';
import { changeNetwork } from './change-network.ts';
import { BusReply, BusTimeout } from './bus-error.ts';
import type { Checkpoint } from './checkpoint.ts';
import { whileItRuns } from './manager-error.ts';
import type { NetworkManager } from './network-manager.ts';
import type { ProfileLog } from './profile-log.ts';
import { restoreCards } from './restore-cards.ts';
import { activesOf, quiet, reactivate, type Actives } from './reactivate.ts';

export interface DriverParts {
  readonly tools: HostTools;
  readonly manager: NetworkManager;
  readonly log: ProfileLog;
  readonly checkpoint: Checkpoint | undefined;
  /** At the beginning. */
  readonly actives: Actives;
}

interface Mark {
  readonly length: number;
  readonly actives: Actives;
}

/**
 * Changes through NetworkManager, and the way back: profiles as they were, devices active with what they were, and by `ip`
 * what NetworkManager does not bring back (static forwarding entries, an MTU set at run time, addresses set by hand).
 */
export class ManagerDriver implements HostDriver {
  readonly #parts: DriverParts;
  readonly change: HostDriver['change'];

  constructor(parts: DriverParts) {
    this.#parts = parts;
    this.change = (name, args, before) => changeNetwork(parts, name, args, before);
  }

  async mark(): Promise<Mark> {
    const { log, manager } = this.#parts;
    const actives = activesOf(await whileItRuns(() => manager.look()));
    return { length: log.length, actives };
  }

  async goBack(state: HostState, devices: readonly string[], mark: unknown): Promise<RollbackProof> {
    const { tools, log, actives, manager } = this.#parts;
    const point = (mark as Mark | undefined) ?? { length: 0, actives };
    if (devices.length === 0) return settleAndProve(tools, state);
    const left = await undoThrough(manager, async () => {
      const changed = await log.undo(point.length);
      const reach = restoreScope(state, await observeHost(tools), devices);
      await restoreCards(tools, state, reach);
      await reactivate(manager, point.actives, reach);
      await quiet(manager);
      return changed;
    });
    await restoreHost(tools, state, devices);
    return withProfiles(await settleAndProve(tools, state), left);
  }

  async confirm(): Promise<void> {
    await this.#parts.checkpoint?.confirm();
  }

  async arm(seconds: number): Promise<void> {
    await this.#parts.checkpoint?.leaveArmed(seconds);
  }

  get guard(): string {
    return this.#parts.manager.owner;
  }

  /** What sg could not bring back NetworkManager may: it goes back to its checkpoint. */
  async abandon(state: HostState, devices: readonly string[], proof: RollbackProof): Promise<RollbackProof> {
    const { checkpoint, tools, manager } = this.#parts;
    if (checkpoint === undefined) return proof;
    if (proof.proven) {
      await checkpoint.drop();
      return proof;
    }
    if (!(await checkpoint.rollBack())) return proof;
    await quiet(manager);
    if (devices.length > 0) await restoreHost(tools, state, devices);
    return settleAndProve(tools, state);
  }
}

/** Where NetworkManager stays away, its part is left undone: `sg recover` tries again. */
async function undoThrough(
  manager: NetworkManager,
  undo: () => Promise<readonly string[]>,
): Promise<readonly string[]> {
  if (!(await manager.isBack())) return [everything];
  try {
    return await undo();
  } catch (error) {
    if (error instanceof BusReply || error instanceof BusTimeout) return [everything];
    throw error;
  }
}

const everything = 'all';

/** Profiles that are not as they were are a difference like any other. */
function withProfiles(proof: RollbackProof, left: readonly string[]): RollbackProof {
  if (left.length === 0) return proof;
  const differences = left.map((uuid) => ({ path: `profiles.${uuid}`, before: 'as it was', after: 'changed' }));
  return { proven: false, differences: [...proof.differences, ...differences] };
}
