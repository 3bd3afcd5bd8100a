import type { Repository } from '../repository.ts';
import { authorizationFor } from './authorization.ts';
import { HttpTransport } from './http-transport.ts';
import { ProgramTransport } from './program-transport.ts';
import { looksLikeAddress, remoteAddress } from './remote-address.ts';
import { configuredUrl, listRemotes, unknownRemote } from './remotes.ts';
import type { Transport } from './transport.ts';

/**
 * The way to a remote, by its name in the repository's config or by its address.
 * @throws UsageError `unknown-remote`, `invalid-remote-address`
 */
export async function openTransport(repository: Repository, remote: string): Promise<Transport> {
  const url = await configuredUrl(repository, remote);
  if (url === undefined && !looksLikeAddress(remote)) throw unknownRemote(remote, await listRemotes(repository));
  const address = remoteAddress(url ?? remote);
  if (address.by === 'program') return new ProgramTransport(address);
  return new HttpTransport(address, await authorizationFor(repository, address));
}
