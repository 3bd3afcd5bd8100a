import { execFile } from 'node:child_process';
import process from 'node:process';

/** What a git that talks to another machine may see of the environment; tokens are not among it. */
const passedOn = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'TMPDIR',
  'XDG_CONFIG_HOME',
  'SSH_AUTH_SOCK',
  'GIT_SSH',
  'GIT_SSH_COMMAND',
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_NOSYSTEM',
];

/** Only ssh and local paths, no hooks, no helper that asks, nothing at work when it has ended. */
const settings = [
  'protocol.allow=never',
  'protocol.ssh.allow=always',
  'protocol.file.allow=always',
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'credential.helper=',
  'transfer.fsckObjects=true',
  'gc.auto=0',
  'maintenance.auto=false',
  'submodule.recurse=false',
].flatMap((setting) => ['-c', setting]);

export interface TransferOutcome {
  /** `undefined` where it was ended for taking too long. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs the git program for a transfer, without a shell and without anybody to ask.
 * @returns `undefined` where there is no git program
 */
export function runGitTransfer(
  cwd: string,
  args: readonly string[],
  timeoutMs: number,
): Promise<TransferOutcome | undefined> {
  const known = passedOn.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  const env = {
    ...(Object.fromEntries(known) as NodeJS.ProcessEnv),
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    SSH_ASKPASS_REQUIRE: 'never',
    LC_ALL: 'C',
    ...(process.env['GIT_SSH_COMMAND'] === undefined && process.env['GIT_SSH'] === undefined
      ? { GIT_SSH_COMMAND: 'ssh -o BatchMode=yes -o ConnectTimeout=20' }
      : {}),
  };
  return new Promise((resolve) => {
    const options = { cwd, env, timeout: timeoutMs, maxBuffer: 16 * 1024 * 1024 };
    execFile('git', [...settings, ...args], options, (error, stdout, stderr) => {
      if (error === null) resolve({ exitCode: 0, stdout, stderr });
      else if (error.code === 'ENOENT') resolve(undefined);
      else resolve({ exitCode: typeof error.code === 'number' ? error.code : undefined, stdout, stderr });
    });
  });
}
