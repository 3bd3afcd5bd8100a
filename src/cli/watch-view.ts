import { shortDigest } from '../model/digest.ts';
import type { WatchedCheck } from '../organism/watch/answer-due.ts';
import type { WatchRound } from '../organism/watch/watch-round.ts';
import { settledLine } from './armed-view.ts';
import { kernelTime } from './kernel-time.ts';
import { printableLine } from './printable.ts';
import { recoveredView } from './recovery-view.ts';
import type { Style } from './style.ts';

/** One look at the due verifications for people. */
export function watchView(round: WatchRound, style: Style): string {
  const next =
    round.next === null ? 'none is waiting' : `${round.waiting} waiting, the next at ${kernelTime(round.next)}`;
  const count = round.checked.length;
  const head = `${kernelTime(round.at)}  ${count === 0 ? 'nothing is due' : `${count} due`}; ${next}`;
  const changes = round.changes.map((change) => settledLine(change, style));
  const recovered = round.recovered.map((recovery) => recoveredView(recovery, style));
  return [...recovered, head, ...round.checked.flatMap((check) => checkLines(check, style)), ...changes].join('\n');
}

function checkLines(watched: WatchedCheck, style: Style): readonly string[] {
  const { locus, allele, timescale, healthy, before, checks } = watched;
  const mark = healthy === true ? style.good('✓') : healthy === false ? style.bad('✗') : style.warn('?');
  const changed = before !== null && healthy !== null && before !== healthy ? style.dim(`  was ${word(before)}`) : '';
  const found = healthy === null ? style.warn('no answer, asked again later') : word(healthy);
  const head = `  ${mark} ${printableLine(locus)} ${shortDigest(allele)}  ${timescale}: ${found}${changed}`;
  const troubles = checks.filter((check) => check.healthy !== true);
  return [head, ...troubles.map((check) => `      ${troubleText(check)}`)];
}

function troubleText(check: WatchedCheck['checks'][number]): string {
  const asked = `${printableLine(check.check)} ${printableLine(JSON.stringify(check.arguments), 60)}`;
  return check.error === null ? asked : `${asked}: ${printableLine(check.error)}`;
}

function word(healthy: boolean): string {
  return healthy ? 'good' : 'bad';
}
