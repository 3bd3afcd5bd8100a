import { chmod, mkdir } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { EnvironmentError } from '../../../errors/environment-error.ts';
import { atomicWrite } from '../../../git/atomic-write.ts';
import type { HostTools } from '../../../kernel/observe/host-tools.ts';
import { sha256 } from '../../../model/digest.ts';
import { hostConfigFile } from '../host-config.ts';
import { installedPath, writeInstalled, type InstalledFiles } from './installed-files.ts';
import { below, planInstall, type InstallPlan, type InstallSettings, type PlannedFile } from './plan-install.ts';
import { assertNameable, assertOnlyRootWrites, resolvedProgram } from './program-path.ts';
import { systemctl, systemdRuns } from './systemctl.ts';
import { enabledUnits } from './units.ts';

export interface InstallRequest extends Omit<InstallSettings, 'program'> {
  /** The program that is running, for units to start; links are resolved. */
  readonly running: readonly string[];
  /** Another program, as it is; below --root it need not be there yet. */
  readonly program: string | undefined;
  readonly dryRun: boolean;
  /** Let systemd know and start what belongs to it. */
  readonly start: boolean;
}

export interface InstallResult extends Pick<InstallPlan, 'root' | 'state' | 'files' | 'folders' | 'keptKeys'> {
  readonly dryRun: boolean;
  /** Units that run from now on; empty where nothing was started. */
  readonly started: readonly string[];
  /** What is left to be done by hand, as commands. */
  readonly next: readonly string[];
}

/**
 * Sets this machine up as a host: configuration, state folder, units. What is there and right stays as it is, so that a second
 * install changes nothing; what somebody changed stays too, and is told.
 * @throws UsageError `program-missing`, `program-hidden`, `program-invalid`, `program-not-safe` and those of `planInstall`;
 * EnvironmentError `needs-root`, `install-not-written`, `systemctl-failed`
 */
export async function installHost(request: InstallRequest, tools: HostTools): Promise<InstallResult> {
  const { dryRun, start } = request;
  const plan = await planInstall({ ...request, program: await checkedProgram(request) });
  const { root, state, files, folders, keptKeys } = plan;
  const result = { root, state, files, folders, keptKeys, dryRun, started: [] };
  if (dryRun) return { ...result, next: [] };
  if (root === '/') assertRoot();
  await apply(plan);
  if (root !== '/') return { ...result, next: [] };
  if (!start || !systemdRuns()) return { ...result, next: startCommands };
  await systemctl(tools, ['daemon-reload']);
  await systemctl(tools, ['enable', '--now', ...enabledUnits]);
  await systemctl(tools, ['start', '--no-block', 'sg-pull.service']);
  return { ...result, started: enabledUnits, next: [] };
}

const startCommands = [
  'systemctl daemon-reload',
  `systemctl enable --now ${enabledUnits.join(' ')}`,
  'systemctl start sg-pull.service',
];

async function checkedProgram({ running, program, root }: InstallRequest): Promise<readonly string[]> {
  if (program === undefined) {
    const words = await resolvedProgram(running);
    assertNameable(words);
    await assertOnlyRootWrites([...words, ...packageFolders(words)]);
    return words;
  }
  assertNameable([program]);
  if (root !== '/') return [program];
  await assertOnlyRootWrites([program, ...(await resolvedProgram([program]))]);
  return [program];
}

/** Where the rest of the program lies: `<package>/bin/run.js` loads what is beside it. */
function packageFolders(words: readonly string[]): readonly string[] {
  const script = words.at(-1) ?? '/';
  const folder = path.dirname(path.dirname(script));
  return ['dist/cli/main.js', 'dist/commands', 'node_modules', 'package.json'].map((name) => path.join(folder, name));
}

export function assertRoot(): void {
  if (process.getuid?.() === 0) return;
  throw new EnvironmentError({
    code: 'needs-root',
    message: 'Setting a host up writes to /etc and /var/lib, and this user is not root.',
    hint: 'Run it with sudo. `--dry-run` shows what it would do, `--root DIR` writes below another folder.',
  });
}

async function apply(plan: InstallPlan): Promise<void> {
  const { root, folders, files, state } = plan;
  try {
    for (const folder of folders)
      if (folder.change === 'create') await makeFolder(below(root, folder.path), folder.mode);
    for (const file of files) if (file.change === 'create' || file.change === 'update') await writeFile(root, file);
    await writeInstalled(below(root, installedPath(state)), nowInstalled(plan));
  } catch (cause) {
    if (!(cause instanceof Error) || !('syscall' in cause)) throw cause;
    throw new EnvironmentError({
      code: 'install-not-written',
      message: `Not all files of the host could be written: ${cause.message}.`,
      hint: 'Mend that and run it again: what is in place stays.',
      cause,
    });
  }
}

/** The mode is meant, whatever the umask. */
async function makeFolder(place: string, mode: number): Promise<void> {
  await mkdir(place, { recursive: true });
  await chmod(place, mode);
}

async function writeFile(root: string, { path: place, text, mode }: PlannedFile): Promise<void> {
  await atomicWrite(below(root, place), text, mode);
  await chmod(below(root, place), mode);
}

function nowInstalled({ files, folders, installed }: InstallPlan): InstalledFiles {
  const ours = files.filter((file) => isOurs(file, installed)).map((file) => [file.path, sha256(file.text)] as const);
  const made = folders.filter(({ change }) => change === 'create').map(({ path: place }) => place);
  return {
    files: new Map([...installed.files, ...ours]),
    folders: [...new Set([...installed.folders, ...made])],
  };
}

/** A configuration that was there before belongs to whoever wrote it, also when keys were added. */
function isOurs({ path: place, change, before }: PlannedFile, installed: InstalledFiles): boolean {
  if (change === 'create') return true;
  if (change === 'kept') return false;
  return place !== hostConfigFile || (before !== null && installed.files.get(place) === sha256(before));
}
