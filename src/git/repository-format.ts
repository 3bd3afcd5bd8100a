import { join } from 'node:path';
import { EnvironmentError } from '../errors/environment-error.ts';
import { configValue, parseGitConfig, type ConfigEntry } from './git-config.ts';
import { readTextIfPresent } from './read-if-present.ts';

/** Extensions of git's repository-version.txt that change nothing for how objects, refs and the index are read here. */
const harmless: ReadonlySet<string> = new Set([
  'noop',
  'noop-v1',
  'preciousobjects',
  'partialclone',
  'worktreeconfig',
  'relativeworktrees',
]);

/**
 * @throws EnvironmentError `unsupported-repository` for SHA-256 objects, reftable refs, bare repositories and formats
 * from the future
 */
export async function checkRepositoryFormat(repository: { readonly commonDir: string }): Promise<void> {
  const fault = formatFault(await readLocalConfig(repository));
  if (fault === undefined) return;
  const { found, hint } = fault;
  throw new EnvironmentError({
    code: 'unsupported-repository',
    message: `Expected a git repository with SHA-1 objects, files for refs and a work tree; ${repository.commonDir} ${found}.`,
    hint,
  });
}

/** The repository's own config file, empty when there is none. */
export async function readLocalConfig(repository: { readonly commonDir: string }): Promise<readonly ConfigEntry[]> {
  const file = join(repository.commonDir, 'config');
  return parseGitConfig((await readTextIfPresent(file)) ?? '', file);
}

interface FormatFault {
  readonly found: string;
  readonly hint: string;
}

function formatFault(config: readonly ConfigEntry[]): FormatFault | undefined {
  const format = configValue(config, 'extensions.objectformat')?.toLowerCase() ?? 'sha1';
  if (format !== 'sha1') {
    return { found: `has ${format} objects`, hint: 'Make it anew with `git init --object-format=sha1`.' };
  }
  const refs = configValue(config, 'extensions.refstorage')?.toLowerCase() ?? 'files';
  if (refs !== 'files') return { found: `stores refs as ${refs}`, hint: '`git refs migrate --ref-format=files`.' };
  if (configValue(config, 'core.bare')?.toLowerCase() === 'true') {
    return { found: 'is bare', hint: 'Clone it and work in the clone.' };
  }
  const version = configValue(config, 'core.repositoryformatversion') ?? '0';
  const newer = 'A newer sg may be able to read it.';
  if (version !== '0' && version !== '1') return { found: `has format version ${version}`, hint: newer };
  const known = ['objectformat', 'refstorage'];
  const unknown = config
    .filter(({ key }) => key.startsWith('extensions.'))
    .map(({ key }) => key.slice('extensions.'.length))
    .find((name) => !known.includes(name) && !harmless.has(name));
  if (version === '0' || unknown === undefined) return undefined;
  return { found: `uses the extension "${unknown}"`, hint: newer };
}
