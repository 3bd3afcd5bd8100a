import { SgError } from '../../errors/sg-error.ts';
import { openTransport } from '../../git/transport/open-transport.ts';
import { configuredUrl } from '../../git/transport/remotes.ts';
import { lastExchange } from '../host/exchange-record.ts';
import { modeOf } from '../host/file-mode.ts';
import { phenotypeBranch } from '../host/phenotype-branch.ts';
import { allowedSignersPath, signaturePolicy } from '../host/signature-policy.ts';
import { error, note, warning, type CheckResult, type Finding, type Scene } from './finding.ts';

/** The remote answers, lets this host read, and has the phenotype. */
export async function checkRemote({ workspace, config, remote, phenotype, env }: Scene): Promise<CheckResult> {
  if (workspace === undefined) return { found: [], seen: 'not looked at before the first pull' };
  const branch = phenotypeBranch(phenotype);
  try {
    const transport = await openTransport(workspace.repository, remote);
    const branches = await transport.list({ attempts: 1, idleMs: 8_000, totalMs: 10_000 });
    const { url } = transport.address;
    const moved = await otherOrigin(workspace, url);
    if (branches.has(branch)) return { found: moved, seen: `${url} has ${branch}` };
    const message = `The remote ${url} has no branch ${branch}: nobody has published this phenotype.`;
    return {
      found: [...moved, error('phenotype-not-published', message, `sg publish --phenotype ${phenotype}`)],
      seen: url,
    };
  } catch (cause) {
    if (!(cause instanceof SgError)) throw cause;
    if (cause.code === 'unknown-remote' && config === undefined) return { found: [], seen: 'none: not set up' };
    return { found: [refusal(cause, env)], seen: '' };
  }
}

/** Tokens go to the origin of `origin` only. */
async function otherOrigin({ repository }: NonNullable<Scene['workspace']>, url: string): Promise<readonly Finding[]> {
  const origin = await configuredUrl(repository, 'origin');
  if (origin === undefined || origin === url) return [];
  const message = 'The remote of the configuration is not the one called origin: SG_TOKEN is not sent to it.';
  return [warning('remote-differs', message, 'sg remote remove origin')];
}

/** Who runs this may lack the token that the services have. */
function refusal({ code, message }: SgError, env: NodeJS.ProcessEnv): Finding {
  const hasToken = [env['SG_TOKEN'], env['GITHUB_TOKEN']].some((each) => each !== undefined && each !== '');
  if (code === 'remote-refused' && !hasToken) {
    const without = `${message} No token was given (SG_TOKEN, GITHUB_TOKEN); services take theirs from /etc/sg/environment.`;
    return warning('remote-asks-for-token', without, 'systemctl start sg-pull.service');
  }
  return error(code, message, code === 'unknown-remote' ? 'sg remote add origin URL' : 'sg pull --dry-run');
}

/** Who has to have signed what runs here. */
export async function checkSignatures({ workspace, config }: Scene): Promise<CheckResult> {
  if (workspace === undefined) return { found: [], seen: 'not looked at before the first pull' };
  const given = config?.['allowed-signers'];
  try {
    const policy = await signaturePolicy(workspace.repository, given);
    if (policy === undefined) {
      const message = 'No signature is asked for: whoever may write the branch at the remote decides what runs here.';
      return {
        found: [note('unsigned-accepted', message, 'sudo sg host install --allowed-signers FILE')],
        seen: 'none asked for',
      };
    }
    const file = given ?? (await allowedSignersPath(workspace.repository));
    return { found: await openSigners(file), seen: `${policy.length} allowed signers` };
  } catch (cause) {
    if (!(cause instanceof SgError)) throw cause;
    return { found: [error(cause.code, cause.message, 'git config --get-regexp "sg|gpg"')], seen: '' };
  }
}

async function openSigners(file: string | undefined): Promise<readonly Finding[]> {
  const mode = file === undefined ? undefined : await modeOf(file);
  if (file === undefined || mode === undefined || (mode & 0o022) === 0) return [];
  const message = `Others than its owner may write ${file}, and so decide whose signature counts.`;
  return [error('allowed-signers-writable', message, `chmod go-w ${file}`)];
}

const hour = 3600;

/** Pulls are made every quarter of an hour. */
const overdue = { pull: 6 * hour, push: 48 * hour } as const;

/** When this host last heard from its remote, and told it something. */
export async function checkExchange({ workspace, config, now }: Scene): Promise<CheckResult> {
  if (config === undefined) return { found: [], seen: 'not set up' };
  const last = workspace === undefined ? undefined : await lastExchange(workspace.root, 'pull');
  if (workspace === undefined || last === undefined) {
    const message = 'Nothing was pulled yet: there is nothing to run here.';
    return { found: [error('never-pulled', message, 'sudo sg pull')], seen: '' };
  }
  const pushed = await lastExchange(workspace.root, 'push');
  const found = [
    ...late('pull', last.at, now, 'this host may run what was replaced long ago'),
    ...(pushed === undefined ? [] : late('push', pushed.at, now, 'nobody learns from this host')),
  ];
  return { found, seen: `pulled ${ago(last.at, now)} ago` };
}

function late(direction: 'pull' | 'push', at: number, now: number, why: string): readonly Finding[] {
  if (now / 1000 - at < overdue[direction]) return [];
  const message = `The last ${direction} that worked was ${ago(at, now)} ago: ${why}.`;
  return [warning(`${direction}-overdue`, message, `systemctl start sg-${direction}.service`)];
}

function ago(at: number, now: number): string {
  const seconds = Math.max(0, now / 1000 - at);
  if (seconds < 2 * hour) return `${Math.round(seconds / 60)} minutes`;
  return seconds < 48 * hour ? `${Math.round(seconds / hour)} hours` : `${Math.round(seconds / (24 * hour))} days`;
}
