import type { KernelName } from '../../kernel/kernel.ts';
import type { HostTools } from '../../kernel/observe/host-tools.ts';
import type { HostConfig } from '../host/host-config.ts';
import type { Workspace } from '../workspace.ts';

/** `error`: runs, pulls or undoing will fail. `warning`: they may. `note`: worth knowing, nothing is wrong. */
export type Severity = 'error' | 'warning' | 'note';

/** Something that is missing or wrong on this host. */
export interface Finding {
  /** Stable, kebab-case. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  /** A command that mends it, or the first one to see more. */
  readonly mend: string;
}

/** What one check found, and what it saw where all was well. */
export interface CheckResult {
  readonly found: readonly Finding[];
  readonly seen: string;
}

/** What the checks look at. */
export interface Scene {
  /** Undefined where the machine is not set up as a host. */
  readonly config: HostConfig | undefined;
  /** Undefined before the first pull. */
  readonly workspace: Workspace | undefined;
  readonly state: string;
  readonly phenotype: string;
  readonly kernel: KernelName;
  readonly remote: string;
  /** Folder of the undo journals. */
  readonly journals: string;
  readonly tools: HostTools;
  readonly env: NodeJS.ProcessEnv;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** One thing to look at. A check changes nothing, throws what it can't do, and is ended when its time is over. */
export interface Check {
  readonly name: string;
  readonly look: (scene: Scene) => Promise<CheckResult>;
}

export function error(code: string, message: string, mend: string): Finding {
  return { code, severity: 'error', message, mend };
}

export function warning(code: string, message: string, mend: string): Finding {
  return { code, severity: 'warning', message, mend };
}

export function note(code: string, message: string, mend: string): Finding {
  return { code, severity: 'note', message, mend };
}
