import type { Style } from './style.ts';

/** How many times a second the line is written anew at most. */
const mostPerSecond = 10;

/** One line on standard error that shows what came in so far; on terminals only. */
export class TransferProgress {
  readonly #style: Style;
  readonly #shown: boolean;
  #last = 0;
  #standing = false;

  constructor(style: Style, json: boolean) {
    this.#style = style;
    this.#shown = !json && process.stderr.isTTY;
  }

  readonly listener = (bytes: number): void => {
    const now = performance.now();
    if (!this.#shown || now - this.#last < 1000 / mostPerSecond) return;
    this.#last = now;
    this.end();
    process.stderr.write(this.#style.dim(`  … ${byteText(bytes)}`));
    this.#standing = true;
  };

  /** Takes the line away. */
  end(): void {
    if (this.#standing) process.stderr.write('\r\u001b[2K');
    this.#standing = false;
  }
}

/** `512 B`, `12.3 KiB`, `4.0 MiB`. */
export function byteText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
