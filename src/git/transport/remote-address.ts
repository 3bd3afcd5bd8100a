import path from 'node:path';
import { UsageError } from '../../errors/usage-error.ts';
import { parseUrl } from './parse-url.ts';

/** Where a remote repository is, and by which means it is reached. */
export interface RemoteAddress {
  /** isomorphic-git speaks HTTP; ssh and local paths are for the git program. */
  readonly by: 'http' | 'program';
  /** Without credentials; fit for messages. */
  readonly url: string;
  /** `user:password` of an HTTP address, decoded. */
  readonly userinfo?: string;
}

/**
 * Reads the address of a remote: `https://…`, `http://…`, `ssh://…`, `user@host:path`, `file:///…`, or a path that starts
 * with `/`, `./` or `../`. Remote helpers (`ext::…`) and anything that could be read as an option are refused.
 * @throws UsageError `invalid-remote-address`
 */
export function remoteAddress(text: string): RemoteAddress {
  if (text.length > 2000 || /[\p{Cc}\s]/u.test(text)) throw invalid(text, 'it has blanks or control characters');
  if (/^https?:\/\//i.test(text)) return httpAddress(text);
  if (/^(ssh|file):\/\//i.test(text)) return schemeAddress(text);
  if (/^(\/|\.\.?(\/|$))/.test(text)) return { by: 'program', url: path.resolve(text) };
  if (
    /^(?:[A-Za-z0-9][A-Za-z0-9._-]*@)?[A-Za-z0-9][A-Za-z0-9.-]*:[A-Za-z0-9/~._][^:]*$/.test(text) &&
    !/^[^@]*:\/\//.test(text)
  ) {
    return { by: 'program', url: text };
  }
  throw invalid(text, 'it is none of https://, http://, ssh://, user@host:path, file:// and a path');
}

/** Whether the text is meant as an address and not as a remote's name. */
export function looksLikeAddress(text: string): boolean {
  return /[:/]/.test(text) || text === '.' || text === '..';
}

function httpAddress(text: string): RemoteAddress {
  const parsed = parse(text);
  if (parsed.search !== '' || parsed.hash !== '') throw invalid(hidden(parsed), 'it has a query or a fragment');
  const userinfo = [parsed.username, parsed.password]
    .filter((part) => part !== '')
    .map(decoded)
    .join(':');
  const url = hidden(parsed).replace(/\/+$/, '');
  return { by: 'http', url, ...(userinfo === '' ? {} : { userinfo }) };
}

function schemeAddress(text: string): RemoteAddress {
  const parsed = parse(text);
  if (parsed.password !== '') throw invalid(hidden(parsed), 'it has a password');
  if (parsed.hostname.startsWith('-') || parsed.username.startsWith('-')) throw invalid(text, 'a part starts with "-"');
  return { by: 'program', url: text };
}

function parse(text: string): URL {
  const parsed = parseUrl(text);
  if (parsed === undefined) throw invalid(text.replace(/\/\/[^/@]*@/, '//'), 'it is not a URL');
  return parsed;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function hidden(parsed: URL): string {
  const shown = new URL(parsed);
  shown.username = '';
  shown.password = '';
  return shown.href;
}

function invalid(text: string, why: string): UsageError {
  return new UsageError({
    code: 'invalid-remote-address',
    message: `Expected the address of a git repository, got ${JSON.stringify(text.slice(0, 200))}: ${why}.`,
    hint: 'For instance https://github.com/OWNER/REPOSITORY.git, git@host:path or /srv/genome.git.',
  });
}
