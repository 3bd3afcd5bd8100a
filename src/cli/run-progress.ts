import type { RunEvent, RunListener } from '../organism/run/run-event.ts';
import { printableLine } from './printable.ts';
import { stepView } from './run-view.ts';
import type { Style } from './style.ts';

/** Shows a run while it goes on: each step as it ends, and on a terminal what is going on in between. */
export class RunProgress {
  readonly #say: ((text: string) => void) | undefined;
  readonly #style: Style;
  #transient = false;

  /** Without `say` nothing is shown. */
  constructor(say: ((text: string) => void) | undefined, style: Style) {
    this.#say = say;
    this.#style = style;
  }

  begin(target: string, phenotype: string, kernel: string): void {
    const where = this.#style.dim(`phenotype ${printableLine(phenotype)}, ${kernel} kernel`);
    this.#say?.(`${this.#style.strong(printableLine(target))}  ${where}\n`);
  }

  readonly listener: RunListener = (event) => {
    if (event.type === 'starting-over') {
      const reason = printableLine(event.reason);
      this.line(`  ${this.#style.warn('…')} ${reason}\n    undone; once more, one step at a time`);
    } else if (event.type === 'step-ended') {
      this.line(stepView(event.step, this.#style));
    } else {
      const text = passingText(event);
      if (text !== undefined) this.passing(text);
    }
  };

  /** Text that stays. */
  line(text: string): void {
    this.end();
    this.#say?.(text);
  }

  /** A line that the next one overwrites, on terminals only. Untrusted text is made printable. */
  passing(text: string): void {
    if (this.#say === undefined || !process.stderr.isTTY) return;
    this.end();
    process.stderr.write(this.#style.dim(`  … ${printableLine(text, 76)}`));
    this.#transient = true;
  }

  /** Takes the passing line away. */
  end(): void {
    if (this.#transient) process.stderr.write('\r\u001b[2K');
    this.#transient = false;
  }
}

function passingText(event: RunEvent): string | undefined {
  switch (event.type) {
    case 'step-started':
      return `${event.step} ${event.locus}`;
    case 'waiting':
      return `waiting ${event.seconds.toFixed(0)} s to see whether it holds`;
    case 'rolling-back':
      return `rolling back: ${event.reason}`;
    default:
      return undefined;
  }
}
