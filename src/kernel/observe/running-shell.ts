import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { ToolResult } from './host-tools.ts';
import { UnnamedFile } from './unnamed-file.ts';

export interface ShellLimits {
  readonly timeoutMs: number;
  /** Bytes of output. */
  readonly longest: number;
}

/**
 * Runs the words of each line it reads, without globbing, and says by the line's number how that ended. What a command reads
 * and says is in files of its own, so nothing it says can be taken for its end.
 */
const loop = 'set -f; while read -r number input line; do $line <$input >&3 2>&4; echo "$number $?"; done';

/** Opened anew for each command, so that it is read from the beginning. */
const givenInput = '/proc/self/fd/5';

/** Words that mean nothing but themselves to a shell, and to a batch of `ip`. */
export function areShellWords(words: readonly string[]): boolean {
  return words.every((word) => /^[\w.:@-]+$/.test(word));
}

/** One look asks about links, paths and forwarding entries; more side by side would only wait for the kernel's lock. */
const mostShells = 3;

/** Small shells, as many as are busy at the same time and not more than `mostShells`. */
export class RunningShells {
  readonly #env: NodeJS.ProcessEnv;
  readonly #shells: { readonly shell: RunningShell; busy: number }[] = [];

  constructor(env: NodeJS.ProcessEnv) {
    this.#env = env;
  }

  /** As `RunningShell.run`, by the one that has least to do. */
  async run(words: readonly string[], input: string, limits: ShellLimits): Promise<ToolResult | null | undefined> {
    const place = this.#least();
    place.busy += 1;
    try {
      return await place.shell.run(words, input, limits);
    } finally {
      place.busy -= 1;
    }
  }

  #least(): { readonly shell: RunningShell; busy: number } {
    const [least] = this.#shells.toSorted((a, b) => a.busy - b.busy);
    if (least !== undefined && (least.busy === 0 || this.#shells.length >= mostShells)) return least;
    const further = { shell: new RunningShell(this.#env), busy: 0 };
    this.#shells.push(further);
    return further;
  }
}

/** A shell that runs, and what its commands read and write. */
interface Started {
  readonly process: ChildProcess;
  readonly output: UnnamedFile;
  readonly complaints: UnnamedFile;
  readonly input: UnnamedFile;
}

/**
 * A small shell that starts programs: forking this process, with all its memory, costs many times more. Each command is a
 * process of its own; one at a time. Listings come in a file, because `ip` writes them row by row, and waking this process
 * for each row costs more than the listing. The shell keeps nobody waiting who is done, and ends with this process.
 */
class RunningShell {
  readonly #env: NodeJS.ProcessEnv;
  #started: Started | undefined;
  #number = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(env: NodeJS.ProcessEnv) {
    this.#env = env;
  }

  /**
   * @param words as `areShellWords` allows them
   * @param input what the command reads
   * @returns null when no shell could be started, so that nothing was run; undefined when it ended, or was ended because the
   *   command took too long or said too much
   */
  run(words: readonly string[], input: string, limits: ShellLimits): Promise<ToolResult | null | undefined> {
    const result = this.#last.then(() => this.#run(words.join(' '), input, limits));
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #run(line: string, input: string, { timeoutMs, longest }: ShellLimits): Promise<ToolResult | null | undefined> {
    const shell = (this.#started ??= start(this.#env));
    if (shell === undefined) return null;
    if (input !== '') shell.input.write(input);
    const source = input === '' ? '/dev/null' : givenInput;
    const status = await this.#status(shell.process, `${source} ${line}`, timeoutMs);
    const stdout = status === undefined ? undefined : shell.output.take(longest);
    const stderr = status === undefined ? undefined : shell.complaints.take(longest);
    if (status !== undefined && stdout !== undefined && stderr !== undefined) return { status, stdout, stderr };
    this.#end(shell);
    return undefined;
  }

  /** @returns undefined when the command has no end of its own, or the shell says anything else than that */
  #status(shell: ChildProcess, line: string, timeoutMs: number): Promise<number | undefined> {
    const { stdin, stdout, exitCode, signalCode } = shell;
    if (stdin === null || stdout === null || exitCode !== null || signalCode !== null)
      return Promise.resolve(undefined);
    const number = String((this.#number += 1));
    return new Promise((resolve) => {
      const done = (status: number | undefined): void => {
        clearTimeout(timer);
        stdout.removeAllListeners('data');
        shell.removeAllListeners('close');
        hold(shell, false);
        resolve(status);
      };
      const timer = setTimeout(done, timeoutMs, undefined);
      let said = '';
      hold(shell, true);
      shell.on('close', () => {
        done(undefined);
      });
      stdout.on('data', (text: string) => {
        said += text;
        if (!said.endsWith('\n')) return;
        const [whose, status = '', ...more] = said.trimEnd().split(' ');
        done(whose === number && /^\d{1,3}$/.test(status) && more.length === 0 ? Number(status) : undefined);
      });
      stdin.write(`${number} ${line}\n`);
    });
  }

  /** The command goes with the shell: both are of one process group. The next shell has files of its own. */
  #end({ process: { pid }, ...files }: Started): void {
    this.#started = undefined;
    try {
      if (pid !== undefined) process.kill(-pid, 'SIGKILL');
    } catch {
      // It is gone already.
    }
    for (const file of Object.values(files)) file.close();
  }
}

function start(env: NodeJS.ProcessEnv): Started | undefined {
  const [output, complaints, input] = [UnnamedFile.open(), UnnamedFile.open(), UnnamedFile.open()];
  if (output === undefined || complaints === undefined || input === undefined) {
    for (const file of [output, complaints, input]) file?.close();
    return undefined;
  }
  const stdio = ['pipe', 'pipe', 'ignore', output.fd, complaints.fd, input.fd] as const;
  const shell = spawn('/bin/sh', ['-c', loop], { env, detached: true, stdio: [...stdio] });
  shell.stdout?.setEncoding('utf8');
  // A shell that is gone shows in `close`.
  for (const source of [shell, shell.stdin]) source?.on('error', () => undefined);
  return { process: shell, output, complaints, input };
}

/** A shell that nobody asks anything does not keep this process running. */
function hold(shell: ChildProcess, held: boolean): void {
  const handles = [shell, shell.stdin, shell.stdout] as readonly (Partial<Readable & Handle> | null)[];
  for (const handle of handles) {
    if (held) handle?.ref?.();
    else handle?.unref?.();
  }
}

interface Handle {
  ref(): unknown;
  unref(): unknown;
}
