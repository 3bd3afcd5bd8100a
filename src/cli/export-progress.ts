import type { Style } from './style.ts';

/** How many times a second the line is written anew at most. */
const mostPerSecond = 10;

/** One line on standard error that shows how many pages are written; on terminals only. */
export class ExportProgress {
  readonly #style: Style;
  readonly #shown: boolean;
  #last = performance.now();
  #standing = false;

  constructor(style: Style, json: boolean) {
    this.#style = style;
    this.#shown = !json && process.stderr.isTTY;
  }

  readonly listener = (pages: number): void => {
    const now = performance.now();
    if (!this.#shown || now - this.#last < 1000 / mostPerSecond) return;
    this.#last = now;
    this.end();
    process.stderr.write(this.#style.dim(`  … ${pages} pages`));
    this.#standing = true;
  };

  /** Takes the line away. */
  end(): void {
    if (this.#standing) process.stderr.write('\r\u001b[2K');
    this.#standing = false;
  }
}
