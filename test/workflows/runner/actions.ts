import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Forge } from '../../github/forge/forge.ts';

export interface ActionPlace {
  readonly workspace: string;
  readonly artifacts: string;
  readonly forge: Forge;
  readonly token: string;
  /** What is checked out when a step does not say. */
  readonly ref: string;
}

type Given = Readonly<Record<string, string>>;

/** Stand-ins of the few actions the workflows use, with the inputs they use; any other input is an error. */
const actions: Readonly<Record<string, (given: Given, place: ActionPlace) => Promise<string>>> = {
  'actions/checkout': checkout,
  'actions/setup-node': only(['node-version', 'cache'], () => Promise.resolve(`Node ${process.version} is here.\n`)),
  'actions/cache': only(['path', 'key', 'restore-keys'], () => Promise.resolve('There is no cache.\n')),
  'actions/upload-artifact': only(['name', 'path', 'if-no-files-found', 'retention-days', 'overwrite'], upload),
  'actions/download-artifact': only(['name', 'path'], download),
};

/** @returns what it has to say */
export function performAction(uses: string, given: Given, place: ActionPlace): Promise<string> {
  const [name = '', commit = ''] = uses.split('@');
  const action = actions[name];
  if (action === undefined) throw new Error(`The runner has no stand-in for ${name}.`);
  if (!/^[0-9a-f]{40}$/.test(commit)) throw new Error(`${uses} is not pinned by a commit.`);
  return action(given, place);
}

function only(known: readonly string[], action: (given: Given, place: ActionPlace) => Promise<string>) {
  return (given: Given, place: ActionPlace): Promise<string> => {
    const unknown = Object.keys(given).filter((key) => !known.includes(key));
    if (unknown.length > 0) throw new Error(`The stand-in does not know: ${unknown.join(', ')}.`);
    return action(given, place);
  };
}

/** A clone with the job's token, which stays in its configuration unless that was refused. */
async function checkout(given: Given, { workspace, forge, token, ref }: ActionPlace): Promise<string> {
  const cwd = path.join(workspace, given['path'] ?? '.');
  mkdirSync(cwd, { recursive: true });
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
  const key = `http.${forge.url}/.extraheader`;
  const header = `AUTHORIZATION: basic ${basic}`;
  const git = async (...args: readonly string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)('git', args, { cwd, timeout: 60_000 });
    return stdout.trim();
  };
  const wanted = given['ref'] === undefined || given['ref'] === '' ? ref : given['ref'];
  const all = given['fetch-depth'] === '0';
  await git('init', '--quiet', '--initial-branch=main');
  await git('remote', 'add', 'origin', forge.remote.replace(/\.git$/, ''));
  const fetch = ['-c', `${key}=${header}`, 'fetch', '--quiet', '--no-tags', ...(all ? [] : ['--depth=1']), 'origin'];
  const refs = all ? ['+refs/heads/*:refs/remotes/origin/*'] : [];
  await git(...fetch, ...refs, ...(all ? [] : [wanted]));
  const branch = await git('ls-remote', '--heads', forge.state.git.dir, wanted);
  const at = all && branch !== '' ? `refs/remotes/origin/${wanted}` : all ? wanted : 'FETCH_HEAD';
  if (branch === '') await git('checkout', '--quiet', '--detach', at);
  else await git('checkout', '--quiet', '-B', wanted, at);
  if (given['persist-credentials'] !== 'false') await git('config', key, header);
  return `Checked out ${wanted}: ${await git('rev-parse', 'HEAD')}\n`;
}

function upload(given: Given, { workspace, artifacts }: ActionPlace): Promise<string> {
  const from = path.resolve(workspace, given['path'] ?? '');
  if (!existsSync(from)) {
    if (given['if-no-files-found'] === 'ignore') return Promise.resolve('Nothing to keep.\n');
    throw new Error(`There is nothing at ${given['path'] ?? ''}.`);
  }
  const to = path.join(artifacts, given['name'] ?? 'artifact');
  mkdirSync(to, { recursive: true });
  cpSync(from, statSync(from).isDirectory() ? to : path.join(to, path.basename(from)), { recursive: true });
  return Promise.resolve(`Kept ${given['name'] ?? ''}.\n`);
}

function download(given: Given, { workspace, artifacts }: ActionPlace): Promise<string> {
  const from = path.join(artifacts, given['name'] ?? 'artifact');
  if (!existsSync(from)) throw new Error(`There is no artifact ${given['name'] ?? ''}.`);
  cpSync(from, path.resolve(workspace, given['path'] ?? '.'), { recursive: true });
  return Promise.resolve(`Took ${given['name'] ?? ''}.\n`);
}
