import { timescales, type Timescale } from '../../model/timescale.ts';
import type { FitnessPoint } from '../model/fitness-timeline.ts';
import { html, type Html, type Part } from '../markup/html.ts';
import { count } from './layout.ts';

/** Units of the drawing; the page scales it. */
const [width, height] = [480, 214];
const [left, right, top, bottom] = [76, 472, 10, 142];
/** Below the plot: one strip for each timescale. */
const strips = { top: 166, height: 8, gap: 16 };

/** A point and its place between the first and the last, from 0 to 1. */
interface Placed extends FitnessPoint {
  readonly place: number;
}

/**
 * Fitness over time: the score as a line that steps where something was observed, its 95 % interval as a band, and below
 * from when on each timescale is known. The first words of `name` tell charts apart for who can't see them.
 */
export function fitnessChart(points: readonly FitnessPoint[], name: string): Html {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined)
    return html`<p class="empty">Nothing was observed yet: its fitness is unknown.</p>`;
  const placed = placedInTime(points);
  return html`<svg
    class="chart"
    viewBox="0 0 ${width} ${height}"
    role="img"
    aria-label="${name}: ${inWords(first, last, points.length)}"
  >
    ${[0, 0.25, 0.5, 0.75, 1].map(gridLine)}
    <path class="band" d="${bandPath(placed)}" />
    <path class="line" d="${linePath(placed)}" />
    ${last.score !== null && html`<circle class="dot" cx="${right}" cy="${y(last.score)}" r="3" />`}
    <text class="tick" x="${left}" y="${bottom + 15}">${dayText(first.at)}</text>
    <text class="tick end" x="${right}" y="${bottom + 15}">${dayText(last.at)}</text>
    ${timescales.map((scale, index) => strip(placed, scale, index))}
  </svg>`;
}

function inWords(first: FitnessPoint, last: FitnessPoint, changes: number): string {
  const score = last.score === null ? 'unknown' : last.score.toFixed(2);
  const range = `${last.interval.low.toFixed(2)} to ${last.interval.high.toFixed(2)}`;
  const open = last.unknown.length === 0 ? 'no timescale is unknown' : `unknown on ${last.unknown.join(' and ')}`;
  const times = `from ${dayText(first.at)} to ${dayText(last.at)}`;
  return `fitness ${score}, 95 % interval ${range}, ${count(last.observations, 'observation')}, ${open}; ${count(changes, 'step')} ${times}`;
}

function gridLine(value: number): Html {
  const at = y(value);
  return html`<line class="grid" x1="${left}" x2="${right}" y1="${at}" y2="${at}" /><text
      class="tick end"
      x="${left - 6}"
      y="${at + 3.5}"
      >${value.toFixed(2)}</text
    > `;
}

function strip(points: readonly Placed[], scale: Timescale, index: number): Part {
  const at = strips.top + index * strips.gap;
  const known = points.find(({ unknown }) => !unknown.includes(scale));
  const from = known === undefined ? right : Math.min(x(known.place), right - 2);
  const bar =
    known === undefined
      ? html`<text class="tick unknown-word" x="${left + 6}" y="${at + 7.5}">unknown</text>`
      : html`<rect class="strip-known" x="${from}" y="${at}" width="${right - from}" height="${strips.height}" />`;
  return html`<text class="tick end" x="${left - 6}" y="${at + 7.5}">${scale}</text>
    <rect class="strip-unknown" x="${left}" y="${at}" width="${right - left}" height="${strips.height}" />${bar} `;
}

/**
 * By time; where most fell into one moment (worlds of a mock begin anew, and their clocks with them), one after the other.
 */
function placedInTime(points: readonly FitnessPoint[]): readonly Placed[] {
  const [from, to] = [points[0]?.at ?? 0, points.at(-1)?.at ?? 0];
  const moments = new Set(points.map(({ at }) => at)).size;
  const byTime = moments * 2 > points.length && to > from;
  const last = Math.max(1, points.length - 1);
  return points.map((point, index) => ({ ...point, place: byTime ? (point.at - from) / (to - from) : index / last }));
}

/** Steps: what is known stays so until the next observation. */
function linePath(points: readonly Placed[]): string {
  let path = '';
  for (const { place, score } of points) {
    if (score === null) continue;
    path += path === '' ? `M${x(place)} ${y(score)}` : `H${x(place)}V${y(score)}`;
  }
  return path === '' ? 'M0 0' : `${path}H${right}`;
}

function bandPath(points: readonly Placed[]): string {
  const edge = (bound: 'low' | 'high', order: readonly Placed[]): string =>
    order.map((point) => `${x(point.place)} ${y(point.interval[bound])}`).join('L');
  const stepped = points.flatMap((point, index) => [point, { ...point, place: points[index + 1]?.place ?? 1 }]);
  return `M${edge('high', stepped)}L${edge('low', [...stepped].reverse())}Z`;
}

function x(place: number): number {
  return round(left + place * (right - left));
}

function y(value: number): number {
  return round(bottom - value * (bottom - top));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function dayText(seconds: number): string {
  return new Date(Math.min(Math.max(seconds, 0), 253_402_300_799) * 1000).toISOString().slice(0, 16).replace('T', ' ');
}
