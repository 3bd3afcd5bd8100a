import { spawn, type ChildProcessByStdio } from 'node:child_process';
import process from 'node:process';
import type { Readable } from 'node:stream';

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

const longestOutput = 16 * 1024 * 1024;

/** What git has said is here at once; an ssh that stays for later (ControlPersist) holds its pipes. */
const lastWordsMs = 500;

/**
 * Runs the git program for a transfer, without a shell, a terminal or anybody to ask. When its time is over it ends with all
 * it has started: an ssh that waits for a host would stay otherwise.
 * @returns `undefined` where there is no git program
 */
export function runGitTransfer(
  cwd: string,
  args: readonly string[],
  timeoutMs: number,
): Promise<TransferOutcome | undefined> {
  // A session of its own.
  const child = spawn('git', [...settings, ...args], {
    cwd,
    env: environment(),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return new Promise((resolve) => {
    const heard = listen(child);
    const end = (outcome: TransferOutcome | undefined): void => {
      clearTimeout(timer);
      process.off('exit', stop);
      // Nobody who holds the other ends keeps sg from ending.
      for (const pipe of [child.stdout, child.stderr]) pipe.destroy();
      resolve(outcome);
    };
    const stop = (): void => {
      endGroup(child.pid);
    };
    const timer = setTimeout(() => {
      stop();
      end({ exitCode: undefined, ...heard.text() });
    }, timeoutMs);
    process.once('exit', stop);
    child.on('error', () => {
      end(undefined);
    });
    const done = (status: number | null): void => {
      end({ exitCode: status ?? undefined, ...heard.text() });
    };
    child.on('close', done).on('exit', (status) => {
      // First what is in the pipes is read, however late it is.
      setTimeout(() => setImmediate(done, status), lastWordsMs).unref();
    });
  });
}

function environment(): NodeJS.ProcessEnv {
  const known = passedOn.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  return {
    ...(Object.fromEntries(known) as NodeJS.ProcessEnv),
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    SSH_ASKPASS_REQUIRE: 'never',
    LC_ALL: 'C',
    ...(process.env['GIT_SSH_COMMAND'] === undefined && process.env['GIT_SSH'] === undefined
      ? { GIT_SSH_COMMAND: 'ssh -o BatchMode=yes -o ConnectTimeout=20' }
      : {}),
  };
}

/** What does not fit is a transfer that went wrong. */
function listen(child: ChildProcessByStdio<null, Readable, Readable>): {
  text(): Pick<TransferOutcome, 'stdout' | 'stderr'>;
} {
  const heard = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      heard[name] += text;
      if (heard[name].length > longestOutput) endGroup(child.pid);
    });
  }
  return { text: () => ({ ...heard }) };
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}
