import { printableLine } from './printable.ts';
import type { Style } from './style.ts';

/** One line on standard error that the next one overwrites; on terminals only. */
export class PassingLine {
  readonly #style: Style;
  readonly #shown: boolean;
  #standing = false;

  constructor(style: Style, json: boolean) {
    this.#style = style;
    this.#shown = !json && process.stderr.isTTY;
  }

  show(text: string): void {
    if (!this.#shown) return;
    this.end();
    process.stderr.write(this.#style.dim(`  … ${printableLine(text, 76)}`));
    this.#standing = true;
  }

  /** Takes the line away. */
  end(): void {
    if (this.#standing) process.stderr.write('\r\u001b[2K');
    this.#standing = false;
  }
}
