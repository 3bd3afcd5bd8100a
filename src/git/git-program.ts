import { execFile } from 'node:child_process';
import process from 'node:process';

/** Variables that would point git at another repository than the one named (set inside hooks, for instance). */
const misleading = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_COMMON_DIR',
  'GIT_OBJECT_DIRECTORY',
  'GIT_NAMESPACE',
];

const timeoutMs = 10_000;

export interface GitOutcome {
  readonly exitCode: number;
  readonly stdout: string;
}

/** What a git that is started by sg is to see of the environment. */
export function gitEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !misleading.includes(name)));
}

/**
 * Runs the git program without a shell; `undefined` when there is none on this host or it could not finish.
 * @param input what it reads on standard input
 */
export function runGit(cwd: string, args: readonly string[], input = ''): Promise<GitOutcome | undefined> {
  const env = gitEnvironment();
  return new Promise((resolve) => {
    const options = { cwd, env, timeout: timeoutMs, killSignal: 'SIGKILL' as const };
    const git = execFile('git', [...args], options, (error, stdout) => {
      if (error === null) resolve({ exitCode: 0, stdout });
      else resolve(typeof error.code === 'number' ? { exitCode: error.code, stdout } : undefined);
    });
    // A program that did not start or does not read has its say above.
    git.stdin?.on('error', () => undefined).end(input);
  });
}
