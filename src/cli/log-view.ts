import { shortDigest, type Sha256 } from '../model/digest.ts';
import type { LocusEvent } from '../organism/history/locus-event.ts';
import type { LocusLog } from '../organism/history/locus-log.ts';
import { birthText } from './diff-view.ts';
import { printableLine } from './printable.ts';
import type { Style } from './style.ts';

/** `sg log` for people: what happened, who did it and why, newest first. */
export function logView(log: LocusLog, style: Style): string {
  const title = `${style.strong(log.locus)}  ${style.dim(`phenotype ${log.phenotype}, ${printableLine(log.ref, 60)}`)}`;
  const note = cutOffNote(log, style);
  return [title, ...log.events.map((event) => eventText(event, style)), ...(note === '' ? [] : [note])].join('\n\n');
}

function eventText(event: LocusEvent, style: Style): string {
  const head = `${event.date.slice(0, 10)}  ${style.strong(what(event))}`;
  const details = [
    style.dim(`${event.commit.slice(0, 12)}  ${printableLine(event.author.name, 60)}`),
    ...event.born.flatMap(bornLines),
    ...event.demoted.map((digest) => `demoted   ${shortDigest(digest)}`),
    ...event.fallback.map(({ allele, place }) => `fallback  ${shortDigest(allele)}, number ${place} to fall back on`),
    `reason    ${printableLine(event.reason)}`,
    ...evidence(event),
  ];
  return [head, ...details.map((line) => `  ${line}`)].join('\n');
}

/** `promoted 4a0b… → 619f…`: the dominant, where it changed. */
function what({ kinds, before, after }: LocusEvent): string {
  const words = kinds.join(', ');
  if (before === after) return words;
  return `${words}  ${name(before)} → ${name(after)}`;
}

function name(digest: Sha256 | null): string {
  return digest === null ? 'none' : shortDigest(digest);
}

function bornLines({ allele, birth }: LocusEvent['born'][number]): readonly string[] {
  const note = birth?.note ?? null;
  const line = `born      ${shortDigest(allele)}  ${birthText(birth)}`;
  return note === null ? [line] : [line, `          ${printableLine(note, 68)}`];
}

/** Trailers the lines above do not show already. */
const shown = new Set([
  'sg-phenotype',
  'sg-locus',
  'sg-allele',
  'sg-replaces',
  'sg-successor',
  'sg-fallback',
  'sg-reason',
]);

function evidence({ trailers }: LocusEvent): readonly string[] {
  return trailers
    .filter(({ key }) => !shown.has(key.toLowerCase()))
    .map(
      ({ key, value }) =>
        `${printableLine(key.slice('Sg-'.length).toLowerCase(), 30).padEnd(8)}  ${printableLine(value)}`,
    );
}

function cutOffNote({ cutOff, commits, events }: LocusLog, style: Style): string {
  switch (cutOff) {
    case null:
      return '';
    case 'limit':
      return style.dim(`There is more: --limit ${events.length * 5} shows older events.`);
    case 'max-commits':
      return style.warn(`Stopped after ${commits} commits: older events are not shown. --max-commits looks further.`);
    case 'shallow':
      return style.warn('The clone is shallow: `git fetch --unshallow` brings older history.');
  }
}
