import type { ArmedChange } from '../organism/armed/armed-changes.ts';
import type { SettledChange } from '../organism/armed/settle-armed.ts';
import { kernelTime } from './kernel-time.ts';
import { printableLine } from './printable.ts';
import type { Style } from './style.ts';

/** What becomes of work that nobody waited for. @param expires when it is undone, in seconds since 1970 */
export function unconfirmedNote(expires: number, kernel: string, style: Style): string {
  const when = kernelTime(expires);
  return `${style.warn('not confirmed yet')}: \`sg watch --kernel ${kernel}\` confirms it if it holds; else it is undone at ${when}`;
}

export function waitingLine({ label, until, expires }: ArmedChange, style: Style): string {
  const times = `from ${kernelTime(until)} on, until ${kernelTime(expires)}`;
  return `${style.warn('waits to be confirmed')}  ${printableLine(label, 60)}\n  ${times}`;
}

/** A change as a look settled it. */
export function settledLine(change: SettledChange, style: Style): string {
  const { state, label, reason, recovery } = change;
  if (state === 'waiting') return indented(waitingLine(change, style));
  const word = state === 'confirmed' ? style.good('confirmed') : style.bad('undone');
  const why = reason === undefined ? '' : `: ${printableLine(reason)}`;
  const left = recovery === 'incomplete' ? `\n  ${style.bad('not all of it could be undone')}: \`sg recover\`` : '';
  return indented(`${word}  ${printableLine(label, 60)}${why}${left}`);
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
