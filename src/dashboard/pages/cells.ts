import { shortDigest, type Sha256 } from '../../model/digest.ts';
import type { Risk } from '../../model/risk.ts';
import type { AlleleRole, AlleleStatus } from '../../organism/status/allele-status.ts';
import type { Fitness } from '../../selection/fitness.ts';
import { html, type Html, type Part } from '../markup/html.ts';
import type { Linker } from '../markup/routes.ts';

/** An allele by the start of its digest, linked where it stands. */
export function alleleLink(link: Linker, locus: string | undefined, allele: Sha256): Html {
  const name = html`<code>${shortDigest(allele)}</code>`;
  return locus === undefined ? name : html`<a href="${link.to({ kind: 'allele', locus, allele })}">${name}</a>`;
}

export function locusLink(link: Linker, locus: string, known = true): Html {
  return known ? html`<a href="${link.to({ kind: 'locus', locus, page: 1 })}">${locus}</a>` : html`${locus}`;
}

/** A word with a colour that says no more than the word does. */
export function badge(word: string, tone: 'plain' | 'good' | 'warn' | 'bad' | 'accent' = 'plain'): Html {
  return html`<span class="badge ${tone}">${word}</span>`;
}

const riskTones = { none: 'plain', low: 'plain', medium: 'plain', high: 'warn', critical: 'bad' } as const;

export function riskBadge(risk: Risk): Html {
  return badge(risk, riskTones[risk]);
}

const roleTones = { dominant: 'accent', fallback: 'plain', deprecated: 'bad', pool: 'plain' } as const;

export function roleBadge(role: AlleleRole): Html {
  return badge(role, roleTones[role]);
}

/** Score and 95 % interval as text and as a bar; what is unknown is said. */
export function fitnessCell({ score, interval, observations, unknown }: Fitness): Html {
  if (observations === 0) return html`<span class="unknown">unknown</span>`;
  const shown = score === null ? 'unknown' : score.toFixed(2);
  const range = `${interval.low.toFixed(2)} to ${interval.high.toFixed(2)}`;
  const open = unknown.length === 0 ? '' : ` ${unknown.join(' and ')} unknown.`;
  const label = `Fitness ${shown}, 95 % interval ${range}.${open}`;
  return html`<span class="fit"
    ><b>${shown}</b> ${intervalBar(interval.low, interval.high, score, label)} <small>${range}</small></span
  >`;
}

const barWidth = 72;

function intervalBar(low: number, high: number, score: number | null, label: string): Html {
  const at = (value: number): string => (value * (barWidth - 2) + 1).toFixed(1);
  const dot = score === null ? '' : html`<circle class="dot" cx="${at(score)}" cy="5" r="2.5" />`;
  return html`<svg
    class="mini"
    width="${barWidth}"
    height="10"
    viewBox="0 0 ${barWidth} 10"
    role="img"
    aria-label="${label}"
  >
    <rect class="track" x="1" y="4" width="${barWidth - 2}" height="2" />
    <rect class="range" x="${at(low)}" y="3" width="${((high - low) * (barWidth - 2)).toFixed(1)}" height="4" rx="2" />
    ${dot}
  </svg>`;
}

/** Timescales nobody has seen yet. */
export function unknownCell({ unknown, observations }: Fitness): Part {
  if (observations === 0) return html`<span class="unknown">all</span>`;
  return unknown.length === 0 ? '' : html`<span class="unknown">${unknown.join(', ')}</span>`;
}

/** Attempts that failed or whose process died. */
export function failedCell({ tally }: Pick<AlleleStatus, 'tally'>): Part {
  const failed = tally.outcomes['gene-failure'] + tally.interrupted;
  return failed === 0 ? '0' : html`<span class="bad">${failed}</span>`;
}
