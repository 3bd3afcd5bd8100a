import { existsSync } from 'node:fs';
import process from 'node:process';
import type { HostConfig } from '../organism/host/host-config.ts';

/** What oclif gives a flag's default to know: the other flags. */
interface DefaultContext {
  readonly flags: Readonly<Record<string, unknown>>;
}

/** The configuration of this host as far as it counts for a command; read only where there is one. */
async function defaultsFor({ flags }: DefaultContext): Promise<HostConfig | undefined> {
  if (process.env['SG_CONFIG'] === undefined && !existsSync('/etc/sg/config.toml')) return undefined;
  const { hostDefaults } = await import('../organism/host/command-place.ts');
  const { repo } = flags;
  return hostDefaults(typeof repo === 'string' ? repo : undefined);
}

/**
 * A flag's default from the host's configuration, else `otherwise`. What is said on the command line or in the environment
 * comes before it.
 */
export function fromHost<K extends keyof HostConfig, T>(
  key: K,
  otherwise: T,
): (context: DefaultContext) => Promise<NonNullable<HostConfig[K]> | T> {
  return async (context) => (await defaultsFor(context))?.[key] ?? otherwise;
}
