import { trailerValues, type Trailer } from '../../git/trailers.ts';
import { shortDigest, type Sha256 } from '../../model/digest.ts';
import type { LocusEvent, LocusEventKind } from '../../organism/history/locus-event.ts';
import { html, type Html, type Part } from '../markup/html.ts';
import type { Linker, Route } from '../markup/routes.ts';
import type { HistoryPart } from '../model/genome-history.ts';
import { alleleLink, badge } from './cells.ts';
import { count, moment } from './layout.ts';
import { facts } from './table.ts';

interface HistoryParts {
  readonly link: Linker;
  readonly locus: string;
  readonly history: HistoryPart | string;
  /** From 1, the newest. */
  readonly page: number;
  /** Whether an allele has a page. */
  readonly here: (allele: Sha256) => boolean;
}

/** What happened at a locus, newest first. Words and numbers are those of the commits. */
export function history(parts: HistoryParts): Html {
  const { history: part } = parts;
  if (typeof part === 'string') return html`<p class="note bad">History cannot be read: <code>${part}</code>.</p>`;
  if (part.events.length === 0 && part.cutOff === null) return html`<p class="empty">No commit speaks of it.</p>`;
  return html`<ol class="history">
      ${part.events.map((event) => oneEvent(event, parts))}
    </ol>
    ${neighbours(parts, part.more)}${!part.more && cutOffText(part)}`;
}

/** How many pages there are nobody knows before all of history was read. */
function neighbours({ link, locus, page }: HistoryParts, more: boolean): Part {
  if (page === 1 && !more) return '';
  const newer: Route = page === 2 ? { kind: 'locus', locus, page: 1 } : { kind: 'history', locus, page: page - 1 };
  const older: Route = { kind: 'history', locus, page: page + 1 };
  return html`<nav class="pager" aria-label="Pages of history">
    <ul>
      ${page > 1 && html`<li><a href="${link.to(newer, page === 2 ? 'history' : undefined)}" rel="prev">Newer</a></li>`}
      ${more && html`<li><a href="${link.to(older)}" rel="next">Older</a></li>`}
    </ul>
  </nav>`;
}

function cutOffText({ cutOff, commits }: HistoryPart): Part {
  if (cutOff === null) return '';
  const why = {
    'max-commits': `The newest ${count(commits, 'commit')} were looked at.`,
    shallow: 'The clone is shallow: what is older was not fetched.',
  };
  return html`<p class="note">${why[cutOff]} <code>sg log</code> tells the rest.</p>`;
}

const tones: Readonly<Partial<Record<LocusEventKind, 'good' | 'bad' | 'accent'>>> = {
  promoted: 'good',
  demoted: 'bad',
  unexpressed: 'bad',
  unreadable: 'bad',
  born: 'accent',
};

function oneEvent(event: LocusEvent, parts: HistoryParts): Html {
  const { commit, date, author, kinds, trailers } = event;
  return html`<li>
    <p class="event">
      <span>${kinds.map((kind) => badge(kind, tones[kind] ?? 'plain'))}</span> <span class="when">${moment(date)}</span>
      <span class="by">${author.name}</span> <code>${commit.slice(0, 12)}</code>
    </p>
    ${whatHappened(event, parts)} ${trailers.length > 0 && story(trailers)}
  </li> `;
}

function whatHappened(
  { kinds, before, after, demoted, fallback, born, reason, subject }: LocusEvent,
  parts: HistoryParts,
): Html {
  const name = (allele: Sha256): Html => alleleLink(parts.link, parts.here(allele) ? parts.locus : undefined, allele);
  const said: Part[] = [];
  if (before !== after && after !== null) {
    said.push(
      before === null ? html`${name(after)} is expressed. ` : html`${name(after)} takes the place of ${name(before)}. `,
    );
  }
  if (demoted.length > 0) said.push(html`Ruled out: ${listed(demoted.map(name))}. `);
  for (const { allele, place } of fallback) said.push(html`${name(allele)} is number ${place} to fall back on. `);
  if (born.length > 0) {
    const more = born.length > 8 ? ` and ${born.length - 8} more` : '';
    said.push(html`Born: ${listed(born.slice(0, 8).map(({ allele }) => name(allele)))}${more}. `);
  }
  const why = kinds.includes('promoted') || kinds.includes('demoted') || reason !== subject ? reason : subject;
  return html`<p>${said}</p>
    <p class="reason">${why}</p>`;
}

function listed(names: readonly Html[]): Part {
  return names.map((name, index) => (index === 0 ? name : html`, ${name}`));
}

/** The numbers a decision was made on, as its commit gives them. */
function story(trailers: readonly Trailer[]): Html {
  const one = (key: string): string | undefined => trailerValues(trailers, key)[0];
  const [wins, losses, evidence] = [one('Sg-Wins'), one('Sg-Losses'), one('Sg-Evidence')];
  const numbers = new Map(
    (evidence ?? '')
      .split(' ')
      .map((pair): [string, string] => [pair.split('=')[0] ?? '', pair.split('=').slice(1).join('=')]),
  );
  const tally =
    wins === undefined || losses === undefined
      ? ''
      : html`Right ${wins} times where the other was wrong, and wrong ${losses} times where it was right. `;
  const test =
    numbers.has('M') &&
    html`The sequential test stood at M = ${numbers.get('M')} with α = ${numbers.get('alpha') ?? 'unknown'}. `;
  const records =
    numbers.has('own') &&
    html`Right in all it was asked: ${numbers.get('own')}; the dominant ${numbers.get('dominant') ?? 'unknown'}.`;
  const shown = trailers.map(({ key, value }): readonly [string, Part] => [
    key,
    /^[0-9a-f]{64}$/.test(value) ? html`<code>${shortDigest(value)}</code>` : value,
  ]);
  return html`${(tally !== '' || test !== false) && html`<p class="proof">${tally}${test}${records}</p>`}
    <details>
      <summary>Trailers of the commit</summary>
      ${facts(shown)}
    </details>`;
}
