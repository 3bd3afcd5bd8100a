import process from 'node:process';
import { configValue, type ConfigEntry } from '../git-config.ts';
import { readLocalConfig } from '../repository-format.ts';
import type { Repository } from '../repository.ts';
import { sameOrigin } from './parse-url.ts';
import type { RemoteAddress } from './remote-address.ts';

/**
 * The Authorization header for an HTTP remote: the address's own credentials, `http.<url>.extraHeader` of the repository's
 * config, SG_TOKEN where the address has the origin of the remote called `origin`, GITHUB_TOKEN where it has GitHub's
 * (GITHUB_SERVER_URL). So no other host is ever sent a token, and nobody is over plain HTTP but this machine itself.
 */
export async function authorizationFor(
  repository: Repository | undefined,
  { url, userinfo }: RemoteAddress,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  if (!isPrivate(url)) return undefined;
  if (userinfo !== undefined) return basic(userinfo.includes(':') ? userinfo : `${userinfo}:`);
  const config = repository === undefined ? [] : await readLocalConfig(repository);
  return configured(config, url) ?? fromEnvironment(config, url, env);
}

function fromEnvironment(config: readonly ConfigEntry[], url: string, env: NodeJS.ProcessEnv): string | undefined {
  const own = configValue(config, 'remote.origin.url');
  const { SG_TOKEN: token, GITHUB_TOKEN: github, GITHUB_SERVER_URL: server = 'https://github.com' } = env;
  if (isSet(token) && own !== undefined && sameOrigin(own, url)) return basic(`x-access-token:${token}`);
  if (isSet(github) && sameOrigin(server, url)) return basic(`x-access-token:${github}`);
  return undefined;
}

function isSet(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}

/** `http.<url>.extraHeader = AUTHORIZATION: basic …`, as workflows have it; the longest address that fits. */
function configured(config: readonly ConfigEntry[], url: string): string | undefined {
  const found = config.flatMap(({ key, value }) => {
    const [, base = ''] = /^http\.(.+)\.extraheader$/.exec(key) ?? [];
    const [, header] = /^authorization:\s*(\S.*)$/i.exec(value) ?? [];
    const fits = base !== '' && sameOrigin(base, url) && `${url}/`.startsWith(base.replace(/\/*$/, '/'));
    return fits && header !== undefined ? [{ base, header }] : [];
  });
  return found.sort((a, b) => b.base.length - a.base.length)[0]?.header;
}

function basic(pair: string): string {
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

function isPrivate(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}
