import { readFileSync, readlinkSync } from 'node:fs';

/** What tells one process from every other, also from a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Start time in clock ticks since boot (field 22 of /proc/<pid>/stat, proc(5)); null where there is no /proc. */
  readonly start: string | null;
  /** Boot id of the machine; null where there is no /proc. */
  readonly boot: string | null;
  /** PID namespace: numbers of another one say nothing here. Null where there is no /proc. */
  readonly namespace: string | null;
}

export function ownIdentity(): ProcessIdentity {
  const { pid } = process;
  return { pid, start: processStat(pid)?.start ?? null, boot: bootId(), namespace: pidNamespace() };
}

/**
 * Whether that process still runs. Where it can't be known (another PID namespace) it counts as running: a lock taken
 * from a living holder does more harm than one that has to be removed by hand.
 */
export function isRunning(identity: ProcessIdentity): boolean {
  const boot = bootId();
  if (identity.boot !== null && boot !== null && identity.boot !== boot) return false;
  if (identity.namespace !== pidNamespace()) return true;
  if (identity.start === null) return answersSignals(identity.pid);
  const stat = processStat(identity.pid);
  return stat?.start === identity.start && !stat.dead;
}

interface ProcessStat {
  readonly start: string;
  /** Exited, only waiting for its parent to notice. */
  readonly dead: boolean;
}

function processStat(pid: number): ProcessStat | undefined {
  const text = readOptional(`/proc/${pid}/stat`);
  if (text === null) return undefined;
  // The command's name stands in parentheses and may contain anything, parentheses too: count from the last one.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { dead: fields[0] === 'Z' || fields[0] === 'X', start: fields[19] ?? '' };
}

function bootId(): string | null {
  return readOptional('/proc/sys/kernel/random/boot_id');
}

function pidNamespace(): string | null {
  return orNull(() => readlinkSync('/proc/self/ns/pid'));
}

function readOptional(path: string): string | null {
  return orNull(() => readFileSync(path, 'utf8').trim());
}

function orNull(read: () => string): string | null {
  try {
    return read();
  } catch {
    return null;
  }
}

function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
