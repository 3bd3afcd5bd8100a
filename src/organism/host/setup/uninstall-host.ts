import { rm, rmdir, stat } from 'node:fs/promises';
import { EnvironmentError } from '../../../errors/environment-error.ts';
import { readTextIfPresent } from '../../../git/read-if-present.ts';
import type { HostTools } from '../../../kernel/observe/host-tools.ts';
import { sha256 } from '../../../model/digest.ts';
import { hostConfigFile, hostStateFolder, parseHostConfig } from '../host-config.ts';
import { assertRoot } from './install-host.ts';
import { installedPath, readInstalled } from './installed-files.ts';
import { below, unitFolder } from './plan-install.ts';
import { systemctl, systemdRuns } from './systemctl.ts';
import { unitNames } from './units.ts';

export interface UninstallRequest {
  readonly root: string;
  readonly dryRun: boolean;
}

export interface UninstallResult extends UninstallRequest {
  readonly state: string;
  /** Files and folders that are gone (or would be). */
  readonly removed: readonly string[];
  /** What an install wrote and somebody changed since, or put something into. */
  readonly kept: readonly string[];
}

/**
 * Takes away what an install wrote, as far as nobody has changed it, and nothing else: what was pulled and learnt stays.
 * @throws EnvironmentError `needs-root`, `systemctl-failed`, `uninstall-not-done`; UsageError `config-syntax`,
 * `config-invalid`
 */
export async function uninstallHost({ root, dryRun }: UninstallRequest, tools: HostTools): Promise<UninstallResult> {
  const config = await readTextIfPresent(below(root, hostConfigFile));
  const { state = hostStateFolder } = config === undefined ? {} : parseHostConfig(config, hostConfigFile);
  const record = below(root, installedPath(state));
  const { files, folders } = await readInstalled(record);
  const { ours, kept } = await sorted(root, files);
  if (dryRun) return { root, dryRun, state, removed: ours, kept };
  if (root === '/') {
    assertRoot();
    await stopUnits(ours, tools);
  }
  try {
    for (const place of ours) await rm(below(root, place), { force: true });
    await rm(record, { force: true });
    const left = await removeEmpty(root, folders);
    if (root === '/' && systemdRuns()) await systemctl(tools, ['daemon-reload']);
    const gone = folders.filter((folder) => !left.includes(folder));
    return { root, dryRun, state, removed: [...ours, ...gone], kept: [...kept, ...left] };
  } catch (cause) {
    if (!(cause instanceof Error) || !('syscall' in cause)) throw cause;
    const message = `Not all files of the host could be removed: ${cause.message}.`;
    throw new EnvironmentError({ code: 'uninstall-not-done', message, hint: 'Mend that and run it again.', cause });
  }
}

async function sorted(
  root: string,
  files: ReadonlyMap<string, string>,
): Promise<{ readonly ours: readonly string[]; readonly kept: readonly string[] }> {
  const ours: string[] = [];
  const kept: string[] = [];
  for (const [place, digest] of files) {
    const text = await readTextIfPresent(below(root, place));
    if (text !== undefined) (sha256(text) === digest ? ours : kept).push(place);
  }
  return { ours, kept };
}

async function stopUnits(files: readonly string[], tools: HostTools): Promise<void> {
  const names = unitNames.filter((name) => files.includes(`${unitFolder}/${name}`));
  if (names.length > 0 && systemdRuns()) await systemctl(tools, ['disable', '--now', ...names]);
}

/** @returns folders that hold something of somebody else, children first */
async function removeEmpty(root: string, folders: readonly string[]): Promise<readonly string[]> {
  const left: string[] = [];
  for (const folder of folders.toReversed()) {
    await rmdir(below(root, folder)).catch(() => undefined);
    if ((await stat(below(root, folder)).catch(() => undefined)) !== undefined) left.push(folder);
  }
  return left;
}
