import { KernelError } from '../../errors/kernel-error.ts';
import { befall, flap } from './events.ts';
import { usualMessage, type Fault, type FaultPlan } from './fault-plan.ts';
import type { FaultHook } from './mock-port.ts';
import { advance } from './time.ts';
import type { WorldCell } from './world-cell.ts';
import type { World } from './world-schema.ts';

type Death = Extract<Fault['does'], { readonly kind: 'dead' }>;

/** Carries a plan out on one kernel: counts the operations of acting genes, and lets happen what is due. */
export class FaultInjector {
  readonly #plan: FaultPlan;
  #count = 0;
  #dead: Death | undefined;

  constructor(plan: FaultPlan) {
    this.#plan = plan;
  }

  /** The hook of an observer: nothing is counted, but a kernel that is dead does not answer. */
  observing(cell: WorldCell): FaultHook {
    return (operation) => {
      if (this.#dead !== undefined) die(this.#dead, operation, cell);
    };
  }

  /** The hook of one port of a transaction: every operation counts, and what is due happens before it. */
  acting(cell: WorldCell): FaultHook {
    let dead: Death | undefined;
    return (operation) => {
      dead ??= this.#dead;
      if (dead === undefined) dead = this.#next(operation, cell);
      else this.#count += 1;
      if (dead !== undefined) die(dead, operation, cell);
    };
  }

  /** Lets happen what is due at the next operation. Answers the death of the port, where this operation is its end. */
  #next(operation: string, cell: WorldCell): Death | undefined {
    this.#count += 1;
    for (const { at, does } of this.#plan.faults) {
      if (at !== this.#count) continue;
      if (does.kind === 'error') throw new KernelError(does.code, operation, does.message);
      if (does.kind === 'dead') return this.#end(does);
      cell.set(happen(cell.get(), does));
    }
    return undefined;
  }

  #end(death: Death): Death {
    if (death.reach === 'kernel') this.#dead = death;
    return death;
  }
}

/** Fails after the time it takes to notice. @throws KernelError always */
function die({ code, seconds }: Death, operation: string, cell: WorldCell): never {
  cell.set(advance(cell.get(), seconds));
  throw new KernelError(code, operation, usualMessage(code));
}

type Happening = Exclude<Fault['does'], { readonly kind: 'error' | 'dead' }>;

function happen(world: World, does: Happening): World {
  switch (does.kind) {
    case 'slow':
      return advance(world, does.seconds);
    case 'carrier':
      return befall(world, { kind: 'cable', device: does.device, present: does.present });
    case 'flap':
      return flap(world, does.device, does.seconds, does.times);
    case 'vanish':
    case 'reboot':
      return befall(world, does);
  }
}
