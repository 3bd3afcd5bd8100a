import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { CheckpointIntent } from '../journal/journal-record.ts';
import { checkpointFired, checkpointInForce, isGone, messageOf } from './manager-error.ts';
import { EnvironmentError } from '../../errors/environment-error.ts';
import type { CheckpointInForce, ManagerState } from './manager-state.ts';
import type { NetworkManager } from './network-manager.ts';

/**
 * If nobody extends it for that long, NetworkManager goes back by itself. An odd number that differs from time to time: by
 * it a checkpoint is known whose maker died before it could write down which one it was.
 */
function limit(): number {
  return 120 + randomInt(60);
}

/** Milliseconds within which a checkpoint that was asked for is made, or NetworkManager has not answered. */
const madeWithin = 60_000;

/**
 * A checkpoint of all devices. It outlives this process, and fires when its timer runs out; it does not outlive
 * NetworkManager.
 */
export class Checkpoint {
  readonly #manager: NetworkManager;
  readonly #label: string;
  readonly place: CheckpointInForce;
  readonly #timer: NodeJS.Timeout;
  readonly #seconds: number;
  #over = false;

  constructor(manager: NetworkManager, label: string, place: CheckpointInForce, seconds = limit()) {
    this.#manager = manager;
    this.#label = label;
    this.place = place;
    this.#seconds = seconds;
    this.#timer = setInterval(() => void this.#extend(), (seconds * 1_000) / 4);
    this.#timer.unref();
  }

  /**
   * @param before is told how the checkpoint will be known before it is asked for
   * @throws EnvironmentError `checkpoint-in-force` (another tool's), `checkpoint-failed`
   */
  static async create(
    manager: NetworkManager,
    label: string,
    state: ManagerState,
    before: (intent: CheckpointIntent) => Promise<void> = () => Promise.resolve(),
  ): Promise<Checkpoint> {
    refuseOthers(state);
    const timeoutSeconds = limit();
    const others = state.checkpoints.map(placeText);
    await before({ t: 'checkpoint-intent', others, since: sinceBoot(), timeoutSeconds });
    try {
      const path = await manager.createCheckpoint(timeoutSeconds);
      const { checkpoints } = await manager.look();
      const place = checkpoints.find((one) => one.path === path) ?? { path, created: '', timeoutSeconds: 0 };
      return new Checkpoint(manager, label, place, timeoutSeconds);
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

  /**
   * It is left to fire by itself when nobody confirms it in time.
   * @param seconds from now
   * @throws EnvironmentError `checkpoint-fired`
   */
  async leaveArmed(seconds: number): Promise<void> {
    clearInterval(this.#timer);
    try {
      await this.#manager.extendCheckpoint(this.place.path, Math.ceil(seconds));
    } catch (error) {
      throw isGone(error) ? checkpointFired(this.#label) : error;
    }
    this.#over = true;
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
      await this.#manager.extendCheckpoint(this.place.path, this.#seconds);
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

/** The one that was asked for by a process that died before it knew its path. */
export function intended(
  { checkpoints }: ManagerState,
  { others, since, timeoutSeconds }: CheckpointIntent,
): CheckpointInForce | undefined {
  return checkpoints.find((one) => {
    const created = Number(one.created);
    const inTime = created >= since && created <= since + madeWithin;
    return inTime && one.timeoutSeconds === timeoutSeconds && !others.includes(placeText(one));
  });
}

function placeText({ path, created }: CheckpointInForce): string {
  return `${path} ${created}`;
}

/** Milliseconds of CLOCK_BOOTTIME, as NetworkManager dates checkpoints; a little early, for they are told in hundredths. */
function sinceBoot(): number {
  return Math.floor(Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1_000) - 20;
}

function refuseOthers({ checkpoints }: ManagerState): void {
  const [other] = checkpoints;
  if (other !== undefined) throw checkpointInForce(other.path);
}
