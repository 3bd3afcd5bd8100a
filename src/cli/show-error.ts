import { describeError } from './describe-error.ts';
import { fitTerminal } from './fit-terminal.ts';
import { printable } from './printable.ts';
import { colourWanted, styleFor } from './style.ts';

/**
 * Tells an error on stderr, or as one JSON object on stdout, and sets the exit status. Never throws.
 */
export function showError(thrown: unknown, json: boolean): void {
  const { exitStatus, error, stack } = describeError(thrown);
  process.exitCode = exitStatus;
  if (exitStatus === 0) return;
  if (json) {
    process.stdout.write(`${JSON.stringify({ ok: false, error }, null, 2)}\n`);
    return;
  }
  const style = styleFor(colourWanted(process.stderr));
  const say = (text: string): void => {
    process.stderr.write(`${fitTerminal(text, process.stderr)}\n`);
  };
  say(`${style.bad('error')} ${style.dim(`[${error.code}]`)} ${printable(error.message)}`);
  if (stack !== undefined) process.stderr.write(`${style.dim(printable(stack))}\n`);
  if (error.hint !== undefined) say(`${style.strong('next')}  ${printable(error.hint)}`);
}
