import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { ToolResult } from './host-tools.ts';

export interface ShellLimits {
  readonly timeoutMs: number;
  /** Characters of output. */
  readonly longest: number;
}

/** Runs the words of each line it reads, without globbing, and says on both streams when and how that ended. */
const loop = 'set -f; while IFS= read -r line; do $line; echo "$0 $?"; echo "$0" >&2; done';

/** Words that mean nothing but themselves to a shell. */
export function areShellWords(words: readonly string[]): boolean {
  return words.every((word) => /^[\w.:@-]+$/.test(word));
}

/** One look asks about links, routes and neighbours; more side by side would only wait for the kernel's lock. */
const mostShells = 3;

/** Small shells, as many as are busy at the same time and not more than `mostShells`. */
export class RunningShells {
  readonly #env: NodeJS.ProcessEnv;
  readonly #shells: { readonly shell: RunningShell; busy: number }[] = [];

  constructor(env: NodeJS.ProcessEnv) {
    this.#env = env;
  }

  /** As `RunningShell.run`, by the one that has least to do. */
  async run(words: readonly string[], limits: ShellLimits): Promise<ToolResult | undefined> {
    const place = this.#least();
    place.busy += 1;
    try {
      return await place.shell.run(words, limits);
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

/**
 * A small shell that starts programs: forking this process, with all its memory, costs many times more. Each command is a
 * process of its own; one at a time. The shell keeps nobody waiting who is done, and ends with this process.
 */
class RunningShell {
  readonly #env: NodeJS.ProcessEnv;
  /** What the end of a command is told by: no program can know it. */
  readonly #mark = `sg-${randomBytes(12).toString('hex')}`;
  #shell: ChildProcess | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(env: NodeJS.ProcessEnv) {
    this.#env = env;
  }

  /**
   * @param words as `areShellWords` allows them
   * @returns undefined when the shell could not be started, ended, or was ended because the command took too long
   */
  run(words: readonly string[], limits: ShellLimits): Promise<ToolResult | undefined> {
    const result = this.#last.then(() => this.#run(words.join(' '), limits));
    this.#last = result;
    return result;
  }

  #run(line: string, limits: ShellLimits): Promise<ToolResult | undefined> {
    const shell = (this.#shell ??= this.#start());
    const { stdin, stdout, stderr } = shell;
    if (stdin === null || stdout === null || stderr === null) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const done = (result: ToolResult | undefined): void => {
        clearTimeout(timer);
        for (const stream of [stdout, stderr]) stream.removeAllListeners('data');
        shell.removeAllListeners('close');
        if (result === undefined) this.#end();
        else hold(shell, false);
        resolve(result);
      };
      const timer = setTimeout(done, limits.timeoutMs, undefined);
      const said = new Said(this.#mark, limits.longest, done);
      hold(shell, true);
      shell.on('close', () => {
        done(undefined);
      });
      stdout.on('data', (text: string) => {
        said.onOutput(text);
      });
      stderr.on('data', (text: string) => {
        said.onComplaint(text);
      });
      stdin.write(`${line}\n`);
    });
  }

  /** The command goes with the shell: both are of one process group. */
  #end(): void {
    const pid = this.#shell?.pid;
    this.#shell = undefined;
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It is gone already.
    }
  }

  #start(): ChildProcess {
    const shell = spawn('/bin/sh', ['-c', loop, this.#mark], { env: this.#env, detached: true, stdio: 'pipe' });
    for (const stream of [shell.stdout, shell.stderr]) stream.setEncoding('utf8');
    // A shell that is gone shows in `close`.
    for (const source of [shell, shell.stdin]) source.on('error', () => undefined);
    return shell;
  }
}

/** What a command has said so far on its two streams. */
class Said {
  readonly #mark: string;
  readonly #longest: number;
  readonly #done: (result: ToolResult | undefined) => void;
  readonly #parts: string[] = [];
  #length = 0;
  #complaints = '';
  #status: number | undefined;

  constructor(mark: string, longest: number, done: (result: ToolResult | undefined) => void) {
    this.#mark = mark;
    this.#longest = longest;
    this.#done = done;
  }

  onOutput(text: string): void {
    this.#parts.push(text);
    this.#grow(text);
    const tail = (this.#parts.at(-2) ?? '').slice(-100) + text.slice(-100);
    const end = tail.lastIndexOf(`${this.#mark} `);
    if (end !== -1 && tail.endsWith('\n')) this.#status = Number(tail.slice(end + this.#mark.length + 1));
    this.#finish();
  }

  onComplaint(text: string): void {
    this.#complaints += text;
    this.#grow(text);
    this.#finish();
  }

  #grow(text: string): void {
    this.#length += text.length;
    if (this.#length > this.#longest) this.#done(undefined);
  }

  #finish(): void {
    if (this.#status === undefined || !this.#complaints.endsWith(`${this.#mark}\n`)) return;
    const output = this.#parts.join('');
    const stdout = output.slice(0, output.lastIndexOf(this.#mark));
    this.#done({ status: this.#status, stdout, stderr: this.#complaints.slice(0, -this.#mark.length - 1) });
  }
}

/** A shell that nobody asks anything does not keep this process running. */
function hold(shell: ChildProcess, held: boolean): void {
  const handles = [shell, shell.stdin, shell.stdout, shell.stderr] as readonly (Partial<Readable & Handle> | null)[];
  for (const handle of handles) {
    if (held) handle?.ref?.();
    else handle?.unref?.();
  }
}

interface Handle {
  ref(): unknown;
  unref(): unknown;
}
