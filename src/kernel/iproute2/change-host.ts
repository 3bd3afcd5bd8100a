import type { HostState } from '../observe/host-state.ts';
import type { HostTools } from '../observe/host-tools.ts';
import { observeHost, observeNamed } from '../observe/observe-host.ts';
import type { OperationArguments } from '../operations.ts';
import { planChange, type ChangeName } from './plan-change.ts';
import { restoreHost } from './restore-host.ts';
import { runIp, type IpCommand } from './run-ip.ts';

/** Called with the devices an operation names, before the host is changed; what it throws stops the operation. */
export type BeforeChange = (devices: readonly string[]) => Promise<void>;

/**
 * Performs one changing operation: refuses what sg refuses, and when the kernel refuses a later step, takes the earlier ones
 * back, so that an operation that fails has changed nothing.
 * @throws Refusal
 */
export async function changeHost<Name extends ChangeName>(
  tools: HostTools,
  name: Name,
  args: OperationArguments<Name>,
  before: BeforeChange,
): Promise<void> {
  // What is refused depends on what is there now, not a moment ago.
  tools.moment?.end();
  const links = await observeNamed(tools, namedIn(args));
  const commands = planChange(links, name, args);
  if (commands.length === 0) return;
  // A single call is all or nothing by itself; of several, the first may have to be taken back.
  const state = commands.length > 1 ? await observeHost(tools) : undefined;
  const devices = namesIn(commands);
  await before(devices);
  await runAll(tools, state, commands, devices);
}

/** Every string among the arguments that could name a device. */
function namedIn(args: readonly unknown[]): readonly string[] {
  return args.flatMap((arg) => {
    if (typeof arg === 'string') return [arg];
    return arg !== null && typeof arg === 'object' ? namedIn(Object.values(arg)) : [];
  });
}

async function runAll(
  tools: HostTools,
  state: HostState | undefined,
  commands: readonly IpCommand[],
  devices: readonly string[],
): Promise<void> {
  for (const [at, command] of commands.entries()) {
    try {
      await runIp(tools, command);
    } catch (error) {
      if (at > 0 && state !== undefined) await restoreHost(tools, state, devices);
      throw error;
    }
  }
}

const beforeNames = new Set(['dev', 'name', 'master', 'link']);

/** Names stand behind their keywords; `link` is also the object of every command, at its start. */
export function namesIn(commands: readonly IpCommand[]): readonly string[] {
  const names = commands.flatMap((command) =>
    command.filter((_, at) => at > 1 && beforeNames.has(command[at - 1] ?? '')),
  );
  return [...new Set(names)];
}
