import type { RollbackProof } from '../kernel.ts';
import type { HostState } from '../observe/host-state.ts';
import type { HostTools } from '../observe/host-tools.ts';
import type { OperationArguments } from '../operations.ts';
import { changeHost, type BeforeChange } from './change-host.ts';
import type { ChangeName } from './plan-change.ts';
import { restoreHost } from './restore-host.ts';
import { settleAndProve } from './settle.ts';

/** How a transaction on a host changes it and goes back. */
export interface HostDriver {
  /** One changing operation. @throws Refusal */
  change<Name extends ChangeName>(name: Name, args: OperationArguments<Name>, before: BeforeChange): Promise<void>;
  /** What a later `goBack` needs beside the observed state. */
  mark(): Promise<unknown>;
  /**
   * Brings the devices that were named, and what hangs on them, back to the state.
   * @param mark as it was when that state was observed; undefined at the beginning
   */
  goBack(state: HostState, devices: readonly string[], mark: unknown): Promise<RollbackProof>;
  /** The work is to stay. @throws EnvironmentError when something has undone it meanwhile */
  confirm(): Promise<void>;
  /**
   * The work stays for so many seconds, to be confirmed by a later process. Where something can undo it by itself then, it
   * will.
   * @throws EnvironmentError when something has undone it meanwhile
   */
  arm(seconds: number): Promise<void>;
  /** Whom `arm` relies on, by a name that another one of its kind would not have; null where there is nobody. */
  readonly guard: string | null;
  /** The transaction is rolled back as far as `goBack` could. @returns what is known then */
  abandon(state: HostState, devices: readonly string[], proof: RollbackProof): Promise<RollbackProof>;
}

/** By `ip` alone. */
export function iproute2Driver(tools: HostTools): HostDriver {
  return {
    change: (name, args, before) => changeHost(tools, name, args, before),
    mark: () => Promise.resolve(undefined),
    goBack: async (state, devices) => {
      if (devices.length > 0) await restoreHost(tools, state, devices);
      return settleAndProve(tools, state);
    },
    confirm: () => Promise.resolve(),
    arm: () => Promise.resolve(),
    guard: null,
    abandon: (_state, _devices, proof) => Promise.resolve(proof),
  };
}
