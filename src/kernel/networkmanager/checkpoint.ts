import { checkpointFired, checkpointInForce, isGone, messageOf } from './manager-error.ts';
import { EnvironmentError } from '../../errors/environment-error.ts';
import type { CheckpointInForce, ManagerState } from './manager-state.ts';
import type { NetworkManager } from './network-manager.ts';

/** If nobody extends it for that long, NetworkManager goes back by itself. */
const checkpointSeconds = 120;

/**
 * A checkpoint of all devices. It outlives this process, and fires when its timer runs out; it does not outlive
 * NetworkManager.
 */
export class Checkpoint {
  readonly #manager: NetworkManager;
  readonly #label: string;
  readonly place: CheckpointInForce;
  readonly #timer: NodeJS.Timeout;
  #over = false;

  constructor(manager: NetworkManager, label: string, place: CheckpointInForce) {
    this.#manager = manager;
    this.#label = label;
    this.place = place;
    this.#timer = setInterval(() => void this.#extend(), (checkpointSeconds * 1_000) / 4);
    this.#timer.unref();
  }

  /** @throws EnvironmentError `checkpoint-in-force` (another tool's), `checkpoint-failed` */
  static async create(manager: NetworkManager, label: string, state: ManagerState): Promise<Checkpoint> {
    refuseOthers(state);
    try {
      const path = await manager.createCheckpoint(checkpointSeconds);
      const { checkpoints } = await manager.look();
      const place = checkpoints.find((one) => one.path === path) ?? { path, created: '', timeoutSeconds: 0 };
      return new Checkpoint(manager, label, place);
    } catch (error) {
      // Somebody was faster.
      refuseOthers(await manager.look());
      throw new EnvironmentError({
        code: 'checkpoint-failed',
        message: `NetworkManager made no checkpoint: ${messageOf(error)}. Nothing was changed.`,
        hint: 'See `journalctl -u NetworkManager`; a user who is not root needs org.freedesktop.NetworkManager.checkpoint-rollback.',
        cause: error,
      });
    }
  }

  /**
   * The work stays. One that is not there any more has fired, unless NetworkManager was started anew: then it went with the
   * old one, and nothing was undone.
   * @throws EnvironmentError `checkpoint-fired`
   */
  async confirm(): Promise<void> {
    if (await this.#end((path) => this.#manager.destroyCheckpoint(path))) return;
    if ((await this.#manager.currentOwner()) === this.#manager.owner) throw checkpointFired(this.#label);
  }

  /** Nothing is left for it to undo. */
  async drop(): Promise<void> {
    await this.#end((path) => this.#manager.destroyCheckpoint(path));
  }

  /** @returns whether it was there to go back to */
  rollBack(): Promise<boolean> {
    return this.#end((path) => this.#manager.rollbackCheckpoint(path));
  }

  async #end(how: (path: string) => Promise<void>): Promise<boolean> {
    clearInterval(this.#timer);
    if (this.#over) return false;
    this.#over = true;
    if (!(await isInForce(this.#manager, this.place))) return false;
    try {
      await how(this.place.path);
      return true;
    } catch (error) {
      if (isGone(error)) return false;
      throw error;
    }
  }

  async #extend(): Promise<void> {
    try {
      await this.#manager.extendCheckpoint(this.place.path, checkpointSeconds);
    } catch {
      // Whoever ends it finds out.
    }
  }
}

/** Paths are counted anew when NetworkManager starts: the time tells whether it is the same one. */
export async function isInForce(manager: NetworkManager, place: CheckpointInForce): Promise<boolean> {
  try {
    const { checkpoints } = await manager.look();
    return checkpoints.some(({ path, created }) => path === place.path && created === place.created);
  } catch {
    return false;
  }
}

function refuseOthers({ checkpoints }: ManagerState): void {
  const [other] = checkpoints;
  if (other !== undefined) throw checkpointInForce(other.path);
}
