import type { NetworkSnapshot } from './network-snapshot.ts';
import { asNetworkSnapshot } from './network-snapshot.ts';
import type { DeviceName } from './network.ts';
import { baselineLosses, takenBy, type Standing } from './baseline-losses.ts';
import { EvenClock } from './even-clock.ts';
import type { Kernel, WorldSnapshot } from './kernel.ts';
import type { Reach, WayOut } from './reach.ts';

/** An address that answered before the change. */
interface Target {
  readonly address: string;
  readonly from: DeviceName | undefined;
  /** The device the question left through. */
  readonly through: DeviceName;
}

/** What has to be the same after a change, beside what the change itself is judged by. */
export interface BaselineOptions {
  readonly kernel: Kernel;
  readonly reach: Reach;
  readonly before: WorldSnapshot;
  readonly ways: readonly WayOut[];
  /** Interfaces the host is reached through and that may not be changed. */
  readonly devices: readonly DeviceName[];
  /** IP addresses that are to go on answering, beside the gateways. */
  readonly reachability: readonly string[];
}

/** Kernel seconds a loss has to last until it counts; a port that listens and learns has as long as that takes. */
const patience = 3;

/**
 * What keeps a host reachable, noted before a change: its ways out, the state of the interfaces they take, and the addresses
 * that answer. What was broken before is not part of it, and what went by a cable or a card is not counted.
 */
export class Baseline {
  readonly #options: BaselineOptions;
  readonly #before: NetworkSnapshot;
  readonly #targets: readonly Target[];

  private constructor(options: BaselineOptions, targets: readonly Target[]) {
    this.#options = options;
    this.#before = asNetworkSnapshot(options.before);
    this.#targets = targets;
  }

  static async note(options: BaselineOptions): Promise<Baseline> {
    const { reach, ways, reachability } = options;
    const gateways = ways.flatMap(({ via, device }) => (via === null ? [] : [question(via, device)]));
    const asked = [...gateways, ...reachability.map((address) => question(address))];
    const targets = await Promise.all(
      asked.map(async ({ address, from }) => {
        const through = await reach.answers(address, from);
        return through === null ? [] : [{ address, from, through }];
      }),
    );
    return new Baseline(options, targets.flat());
  }

  /** What is lost for good, as sentences: `the gateway …`; empty while all is there. */
  async lost(): Promise<readonly string[]> {
    const clock = new EvenClock(this.#options.kernel);
    const started = await clock.now();
    for (;;) {
      const { losses, settling } = await this.#look();
      if (losses.length === 0) return [];
      if ((await clock.now()) - started >= Math.max(patience, settling)) return losses;
      await clock.sleep(1);
    }
  }

  async #look(): Promise<{ readonly losses: readonly string[]; readonly settling: number }> {
    const { kernel, reach, devices, ways } = this.#options;
    const after = asNetworkSnapshot(await kernel.snapshot());
    const now: Standing = { links: after.links, addresses: after.addresses, ways: await reach.waysOut() };
    const { losses, outside } = baselineLosses({ ...this.#before, ways }, now, devices);
    const silent = losses.length > 0 ? [] : await this.#silent(after, outside);
    return { losses: [...losses, ...silent], settling: settlingSeconds(after) };
  }

  async #silent(after: NetworkSnapshot, outside: ReadonlySet<DeviceName>): Promise<readonly string[]> {
    const asked = this.#targets.filter(({ through }) => !outside.has(through));
    const answers = await Promise.all(
      asked.map(async ({ address, from }) => {
        const through = await this.#options.reach.answers(address, from);
        if (through === null) return [`${address} no longer answers`];
        const master = takenBy(through, this.#before, after);
        return master === undefined ? [] : [`${address} is reached through ${through}, which belongs to ${master} now`];
      }),
    );
    return answers.flat();
  }
}

/** Only link-local addresses mean nothing without a device; others go where routes lead. */
function question(address: string, device?: DeviceName): Pick<Target, 'address' | 'from'> {
  return { address, from: /^fe[89ab]/i.test(address) ? device : undefined };
}

/** Twice the forward delay of a bridge with a port on its way to forwarding (IEEE 802.1D). */
function settlingSeconds({ links }: NetworkSnapshot): number {
  const delays = Object.values(links).map((link) => {
    const waits = link.kind === 'bridge' && link.ports.some((port) => isOnItsWay(links, port));
    return waits ? 2 * link.forwardDelay + 2 : 0;
  });
  return Math.max(0, ...delays);
}

function isOnItsWay(links: NetworkSnapshot['links'], port: DeviceName): boolean {
  const state = Object.hasOwn(links, port) ? links[port]?.portState : undefined;
  return state === 'listening' || state === 'learning';
}
