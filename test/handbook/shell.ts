import { spawn, type ChildProcess } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';

/** Reads names of scripts, carries each out in this very shell, and says when it is done. */
const loop = 'while IFS= read -r -u 3 next; do . "$next"; echo done >&4; done';

/** One shell in which somebody works: what a block sets, the next one finds. Any failing command ends it. */
export class Shell {
  readonly #child: ChildProcess;
  readonly #folder: string;
  #said = '';
  #ended: number | null | undefined;
  #wake: () => void = () => undefined;
  #done = 0;
  #count = 0;

  /** @param folder for the shell's scripts */
  constructor(folder: string, options: { readonly cwd: string; readonly env: Record<string, string> }) {
    this.#folder = folder;
    this.#child = spawn('bash', ['-c', loop], { ...options, stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.#said += text));
    }
    (this.#child.stdio[4] as Readable).on('data', () => {
      this.#done += 1;
      this.#wake();
    });
    this.#child.on('close', (status) => {
      this.#ended = status;
      this.#wake();
    });
  }

  /**
   * @param typed what the person types meanwhile
   * @returns what was printed
   */
  async run(script: string, typed: readonly string[] = []): Promise<string> {
    const before = this.#said.length;
    this.#count += 1;
    const file = path.join(this.#folder, `block-${String(this.#count)}.sh`);
    writeFileSync(file, `${script}\n`);
    for (const line of typed) this.#child.stdin?.write(`${line}\n`);
    (this.#child.stdio[3] as Writable).write(`${file}\n`);
    while (this.#done < this.#count && this.#ended === undefined) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    rmSync(file);
    const said = this.#said.slice(before);
    if (this.#done < this.#count)
      throw new Error(`The shell ended with ${String(this.#ended)}:\n${said.slice(-4_000)}`);
    return said;
  }

  /** Everything that was printed so far. */
  get said(): string {
    return this.#said;
  }

  close(): void {
    this.#child.kill();
  }
}
