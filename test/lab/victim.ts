import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { build } from 'esbuild';
import type { Task } from './programs/change-network.ts';

export type { Task } from './programs/change-network.ts';

export interface End {
  readonly killed: boolean;
  /** Its exit status where it ended by itself: 0, or 4 where it said that NetworkManager is not there. */
  readonly status: number | null;
  /** The step in which each point lay, of one that ended by itself. */
  readonly points: readonly number[];
}

/** The program that is killed (programs/change-network.ts), bundled once: from its sources it takes five times as long to start. */
export class Victims {
  readonly #program: string;
  #spare: ChildProcessWithoutNullStreams | undefined;

  private constructor(program: string) {
    this.#program = program;
  }

  /** @param folder for the bundle; its owner removes it */
  static async in(folder: string): Promise<Victims> {
    const program = path.join(folder, 'change-network.mjs');
    await build({
      entryPoints: [path.join(import.meta.dirname, 'programs', 'change-network.ts')],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'esm',
      external: ['usocket', 'x11'],
      logLevel: 'error',
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    });
    return new Victims(program);
  }

  /** Has a process do the task, to its end or to its death. The next one starts meanwhile. */
  async run(task: Task): Promise<End> {
    const child = this.#spare ?? this.#start();
    this.#spare = undefined;
    let [out, complaint] = ['', ''];
    child.stdout.on('data', (text: Buffer) => (out += text.toString()));
    child.stderr.on('data', (text: Buffer) => (complaint += text.toString()));
    child.stdin.end(`${JSON.stringify(task)}\n`);
    const [status, signal] = (await once(child, 'close')) as [number | null, string | null];
    this.#spare = this.#start();
    if (signal === 'SIGKILL') return { killed: true, status, points: [] };
    if (status !== 0 && status !== 4) throw new Error(`The program failed: ${complaint}`);
    return { killed: false, status, points: status === 0 ? (JSON.parse(out) as number[]) : [] };
  }

  end(): void {
    this.#spare?.kill('SIGKILL');
  }

  #start(): ChildProcessWithoutNullStreams {
    return spawn(process.execPath, [this.#program]);
  }
}
