import { Flags, type Interfaces } from '@oclif/core';
import { fromHost } from './host-defaults.ts';

/** A remote by name or address; that of the host's configuration where nothing is said, else `origin`. */
export function remoteFlag(what: string): Interfaces.OptionFlag<string> {
  return Flags.string({
    description: `${what}, by name or address (default: the host's, else origin)`,
    default: fromHost('remote', 'origin'),
    noCacheDefault: true,
  });
}
