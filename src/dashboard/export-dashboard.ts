import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EnvironmentError } from '../errors/environment-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import { routePath } from './markup/routes.ts';
import { assets, Site } from './site.ts';

export interface ExportRequest {
  readonly start: string;
  readonly phenotype: string;
  /** Made, or put in place of an earlier export. */
  readonly folder: string;
  readonly progress?: (pages: number) => void;
}

export interface DashboardExport {
  readonly folder: string;
  readonly pages: number;
  /** Of all files. */
  readonly bytes: number;
}

/** Says that a folder was made here and may be replaced. */
const markName = '.sg-dashboard';
const markText = 'Made by `sg dashboard --export`, which replaces this folder as a whole.\n';

/**
 * Writes every page as a file, with relative links. The folder appears when all of it is written; one that an export made
 * before stays as it was until then.
 * @throws as `openGenomeState`; UsageError `export-folder-not-ours`; EnvironmentError `export-failed`
 */
export async function exportDashboard(request: ExportRequest): Promise<DashboardExport> {
  const folder = path.resolve(request.folder);
  const parent = path.dirname(folder);
  await refuseForeign(folder);
  const site = await Site.open(request.start, request.phenotype);
  let made: string | undefined;
  try {
    await mkdir(parent, { recursive: true });
    made = await mkdtemp(path.join(parent, `.${path.basename(folder)}.new-`));
    const written = await writePages(site, made, request.progress);
    // mkdtemp(3) makes it for its owner alone; a web server is somebody else.
    await chmod(made, 0o755);
    await putInPlace(made, folder);
    return { folder, ...written };
  } catch (cause) {
    if (made !== undefined) await rm(made, { recursive: true, force: true });
    throw isIoError(cause) ? exportFailed(folder, cause) : cause;
  } finally {
    site.close();
  }
}

async function writePages(
  site: Site,
  folder: string,
  progress: ExportRequest['progress'],
): Promise<Pick<DashboardExport, 'pages' | 'bytes'>> {
  let [pages, bytes] = [0, 0];
  const known = new Set<string>();
  const write = async (name: string, text: string): Promise<void> => {
    const file = path.join(folder, name);
    const place = path.dirname(file);
    if (!known.has(place)) await mkdir(place, { recursive: true });
    known.add(place);
    const content = Buffer.from(text);
    await writeFile(file, content, { flag: 'wx' });
    bytes += content.length;
  };
  for await (const route of site.routes()) {
    const text = await site.page(route);
    if (text === undefined) continue;
    await write(routePath(route), text);
    pages += 1;
    progress?.(pages);
  }
  for (const [name, text] of Object.entries(assets)) await write(name, text);
  // GitHub Pages would leave out what Jekyll does not know.
  await write('.nojekyll', '');
  await write(markName, markText);
  return { pages, bytes };
}

/** Two renames: in between there is no folder, but never half of one. */
async function putInPlace(made: string, folder: string): Promise<void> {
  await refuseForeign(folder);
  const old = `${made}.old`;
  const replaced = await renamed(folder, old);
  try {
    await rename(made, folder);
  } catch (error) {
    if (replaced) await rename(old, folder);
    throw error;
  }
  if (replaced) await rm(old, { recursive: true, force: true });
}

async function renamed(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

async function refuseForeign(folder: string): Promise<void> {
  const found = await lstat(folder).catch(() => undefined);
  if (found === undefined) return;
  if (found.isDirectory()) {
    if ((await readdir(folder)).length === 0) return;
    const mark = await readFile(path.join(folder, markName), 'utf8').catch(() => undefined);
    if (mark === markText) return;
  }
  throw new UsageError({
    code: 'export-folder-not-ours',
    message: `Expected ${folder} to be missing, empty or an earlier export, but it holds something else.`,
    hint: 'Name another folder: `sg dashboard --export DIR` replaces only what it made itself.',
    details: { folder },
  });
}

function isIoError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string';
}

function exportFailed(folder: string, cause: NodeJS.ErrnoException): EnvironmentError {
  return new EnvironmentError({
    code: 'export-failed',
    message: `The dashboard cannot be written to ${folder} (${cause.code ?? cause.message}).`,
    hint: 'Is there room, and may you write there?',
    cause,
  });
}
