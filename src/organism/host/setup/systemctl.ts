import { existsSync } from 'node:fs';
import { EnvironmentError } from '../../../errors/environment-error.ts';
import type { HostTools } from '../../../kernel/observe/host-tools.ts';
import { Refusal } from '../../../kernel/refusal.ts';

/** Enabling and stopping units takes seconds where a service is at work. */
const timeoutMs = 60_000;

/** Whether systemd is this host's init: sd_booted(3). */
export function systemdRuns(): boolean {
  return existsSync('/run/systemd/system');
}

/** @throws EnvironmentError `systemctl-failed` */
export async function systemctl(tools: HostTools, args: readonly string[]): Promise<string> {
  try {
    const { status, stdout, stderr } = await tools.run('systemctl', ['--no-ask-password', ...args], { timeoutMs });
    if (status === 0) return stdout;
    throw failed(args, stderr.trim().slice(0, 500) || `it ended with ${status}`);
  } catch (error) {
    if (error instanceof Refusal) throw failed(args, error.message, error);
    throw error;
  }
}

function failed(args: readonly string[], why: string, cause?: unknown): EnvironmentError {
  return new EnvironmentError({
    code: 'systemctl-failed',
    message: `\`systemctl ${args.join(' ')}\` failed: ${why}.`,
    hint: 'The files are in place. See `systemctl status sg-*`, then run the command again.',
    ...(cause === undefined ? {} : { cause }),
  });
}
