import { InternalError } from '../../errors/internal-error.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import type { KernelPort, RollbackProof, Savepoint, Transaction, WorldSnapshot } from '../kernel.ts';
import type { JsonObject } from '../../model/json.ts';
import { configurationDifferences, worldDifferences } from '../world-difference.ts';
import { worldEpoch } from './default-world.ts';
import type { MockPort } from './mock-port.ts';
import { cablesMoved, putBack } from './outside.ts';
import { snapshotOf } from './snapshot.ts';
import { atClock } from './time.ts';
import type { WorldCell } from './world-cell.ts';
import type { World } from './world-schema.ts';

export interface MockTransactionOptions {
  readonly label: string;
  readonly cell: WorldCell;
  /** A new port with both halves. */
  readonly port: () => MockPort;
  /** Called once at the end, with whether to keep the changes. When it fails, the transaction stays open. */
  readonly ended: (committed: boolean) => Promise<void>;
}

/** Worlds are values, so going back is putting the earlier one in place, moved to the present time. */
export class MockTransaction implements Transaction {
  readonly label: string;
  readonly before: WorldSnapshot;
  readonly #begin: World;
  readonly #options: MockTransactionOptions;
  readonly #ports: MockPort[] = [];
  /** Savepoints that still lie on the way from `begin` to now. */
  readonly #points: World[] = [];
  #state: 'open' | 'committed' | 'rolled back' = 'open';
  #proof: RollbackProof | undefined;

  constructor(options: MockTransactionOptions) {
    this.label = options.label;
    this.#options = options;
    this.#begin = options.cell.get();
    this.before = snapshotOf(this.#begin);
  }

  port(): KernelPort {
    this.#needOpen('port');
    const port = this.#options.port();
    this.#ports.push(port);
    return port;
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the interface is asynchronous; a throw must reject
  async savepoint(): Promise<Savepoint> {
    this.#needOpen('savepoint');
    const world = this.#options.cell.get();
    const depth = this.#points.push(world);
    const ports = this.#ports.length;
    return {
      world: snapshotOf(world),
      get moment() {
        return momentOf(world);
      },
      // eslint-disable-next-line @typescript-eslint/require-await -- as above
      restore: async () => this.#restore(world, depth, ports),
    };
  }

  async commit(): Promise<void> {
    if (this.#state === 'committed') return;
    this.#needOpen('commit');
    await this.#options.ended(true);
    this.#state = 'committed';
    this.#closePorts(0, 'the transaction is committed');
  }

  async rollback(): Promise<RollbackProof> {
    if (this.#proof !== undefined) return this.#proof;
    this.#needOpen('rollback');
    this.#closePorts(0, 'the transaction is rolled back');
    this.#proof = this.#goBack(this.#begin);
    this.#state = 'rolled back';
    await this.#options.ended(false);
    return this.#proof;
  }

  #restore(world: World, depth: number, ports: number): RollbackProof {
    this.#needOpen('restore');
    if (this.#points[depth - 1] !== world) {
      throw new InternalError(`Savepoint of "${this.label}" is gone: an earlier one was restored.`);
    }
    this.#points.length = depth;
    this.#closePorts(ports, 'the attempt is rolled back');
    return this.#goBack(world);
  }

  #goBack(world: World): RollbackProof {
    const { cell } = this.#options;
    const present = cell.get();
    cell.set(putBack(world, present));
    return proofOf(world, present, cell.get());
  }

  #closePorts(from: number, reason: string): void {
    for (const port of this.#ports.splice(from)) port.close(reason);
  }

  #needOpen(action: string): void {
    if (this.#state !== 'open')
      throw new InternalError(`${action}() after transaction "${this.label}" was ${this.#state}.`);
  }
}

/** Frames that have left are history: they tell nothing about what happens next. */
function momentOf(world: World): JsonObject {
  return { ...atClock(world, worldEpoch), announcements: [] };
}

/** Pictures are made with their keys in order, so equal ones nearly always have equal text as they are. */
function sameText(expected: WorldSnapshot, found: WorldSnapshot): boolean {
  return (
    expected === found ||
    JSON.stringify(expected) === JSON.stringify(found) ||
    canonicalJson(expected) === canonicalJson(found)
  );
}

/** A cable that was moved meanwhile shows in states that nobody can restore; those are not counted against the rollback. */
function proofOf(wanted: World, present: World, found: World): RollbackProof {
  const [expected, got] = [snapshotOf(wanted), snapshotOf(found)];
  if (sameText(expected, got)) return { proven: true, differences: [] };
  const differences = cablesMoved(wanted, present)
    ? configurationDifferences(expected, got)
    : worldDifferences(expected, got);
  return { proven: differences.length === 0, differences };
}
