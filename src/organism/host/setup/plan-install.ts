import { stat } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '../../../errors/usage-error.ts';
import { readTextIfPresent } from '../../../git/read-if-present.ts';
import { remoteAddress } from '../../../git/transport/remote-address.ts';
import { sha256 } from '../../../model/digest.ts';
import { hostConfigFile, hostStateFolder, type HostConfigKeys } from '../host-config.ts';
import { configText } from './config-text.ts';
import { installedPath, readInstalled, type InstalledFiles } from './installed-files.ts';
import { units } from './units.ts';

export const unitFolder = '/etc/systemd/system';

export interface InstallSettings extends Omit<HostConfigKeys, 'remote'> {
  readonly remote?: string | undefined;
  /** The program and its first arguments, as units name them. */
  readonly program: readonly string[];
  /** Everything is written below this folder (DESTDIR), and nothing is started; `/` is this host. */
  readonly root: string;
}

export interface PlannedFile {
  /** As the host will see it. */
  readonly path: string;
  /** `kept`: somebody has changed what is there; it stays. */
  readonly change: 'create' | 'update' | 'unchanged' | 'kept';
  readonly mode: number;
  readonly text: string;
  /** What is there now. */
  readonly before: string | null;
}

export interface InstallPlan {
  readonly root: string;
  readonly state: string;
  readonly files: readonly PlannedFile[];
  readonly folders: readonly PlannedFolder[];
  /** Keys of the configuration that were asked for otherwise, and stay as they are. */
  readonly keptKeys: readonly string[];
  readonly installed: InstalledFiles;
}

export interface PlannedFolder {
  readonly path: string;
  readonly mode: number;
  readonly change: 'create' | 'unchanged';
}

/** Where a path of the host lies below --root. */
export function below(root: string, place: string): string {
  return path.join(root, place);
}

/**
 * What an install would do, and nothing done.
 * @throws UsageError `remote-needed`, `invalid-remote-address`, `remote-with-credentials`, `config-syntax`,
 * `config-invalid`; EnvironmentError `file-unreadable`
 */
export async function planInstall(settings: InstallSettings): Promise<InstallPlan> {
  const { root } = settings;
  const before = await readTextIfPresent(below(root, hostConfigFile));
  const config = configText(before, wantedKeys(settings, before === undefined), hostConfigFile);
  if (config.keys.remote === undefined) throw remoteNeeded();
  assertStorable(config.keys.remote);
  const { state = hostStateFolder } = config.keys;
  const metrics = config.keys.metrics ?? defaultMetrics(state);
  const installed = await readInstalled(below(root, installedPath(state)));
  const unitFiles = units({ program: settings.program, state, metrics }).map(({ name, text }) => {
    return { path: path.join(unitFolder, name), text, mode: 0o644 };
  });
  const planned = await Promise.all(unitFiles.map((file) => plannedUnit(root, file, installed)));
  return {
    root,
    state,
    files: [plannedConfig(before, config.text), ...planned],
    folders: await plannedFolders(root, state, metrics),
    keptKeys: config.kept,
    installed,
  };
}

function defaultMetrics(state: string): string {
  return path.join(state, 'metrics', 'sg.prom');
}

/** A new file says all there is to say; an existing one gets only what was asked for. */
function wantedKeys(asked: InstallSettings, fresh: boolean): HostConfigKeys {
  const { remote, phenotype, kernel, state = hostStateFolder, host, metrics } = asked;
  const keys = { remote, phenotype, kernel, state: asked.state, host, metrics, ...signers(asked) };
  const given = Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== undefined));
  const usual = { phenotype: 'default', kernel: 'networkmanager', state, metrics: defaultMetrics(state) } as const;
  return fresh ? { ...usual, ...given } : given;
}

function signers(asked: InstallSettings): HostConfigKeys {
  const file = asked['allowed-signers'];
  return file === undefined ? {} : { 'allowed-signers': file };
}

function plannedConfig(before: string | undefined, text: string): PlannedFile {
  const change = before === undefined ? 'create' : before === text ? 'unchanged' : 'update';
  return { path: hostConfigFile, change, mode: 0o644, text, before: before ?? null };
}

async function plannedUnit(
  root: string,
  file: Pick<PlannedFile, 'path' | 'text' | 'mode'>,
  installed: InstalledFiles,
): Promise<PlannedFile> {
  const before = (await readTextIfPresent(below(root, file.path))) ?? null;
  return { ...file, before, change: unitChange(before, file, installed) };
}

function unitChange(
  before: string | null,
  { path: place, text }: Pick<PlannedFile, 'path' | 'text'>,
  installed: InstalledFiles,
): PlannedFile['change'] {
  if (before === null) return 'create';
  if (before === text) return 'unchanged';
  return installed.files.get(place) === sha256(before) ? 'update' : 'kept';
}

async function plannedFolders(root: string, state: string, metrics: string): Promise<readonly PlannedFolder[]> {
  const inside = path.dirname(metrics).startsWith(`${state}/`) ? [[path.dirname(metrics), 0o755] as const] : [];
  const wanted: readonly (readonly [string, number])[] = [
    [path.dirname(hostConfigFile), 0o755],
    [unitFolder, 0o755],
    [state, 0o755],
    // Ledger, journals and failure cases are nobody else's business; the metrics beside them are.
    [path.join(state, '.sg'), 0o750],
    ...inside,
  ];
  return Promise.all(
    wanted.map(async ([place, mode]) => {
      const found = await stat(below(root, place)).catch(() => undefined);
      return { path: place, mode, change: found?.isDirectory() === true ? 'unchanged' : 'create' };
    }),
  );
}

function assertStorable(remote: string): void {
  const { userinfo, url } = remoteAddress(remote);
  if (userinfo === undefined) return;
  throw new UsageError({
    code: 'remote-with-credentials',
    message: `Expected an address without credentials, got one for ${url} that has some.`,
    hint: 'Put SG_TOKEN=… into /etc/sg/environment, readable by root only.',
  });
}

function remoteNeeded(): UsageError {
  return new UsageError({
    code: 'remote-needed',
    message: 'Expected the address of the repository that this host takes its phenotype from.',
    hint: '`sg host install --remote https://github.com/OWNER/REPOSITORY.git`.',
  });
}
