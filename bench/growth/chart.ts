import { logScale, ticks } from './log-scale.ts';
import type { Series } from './series.ts';

/** What a chart says besides its lines. */
export interface ChartText {
  readonly title: string;
  /** For who can't see it. */
  readonly description: string;
  readonly across: string;
  readonly up: string;
  /** Where and when it was measured. */
  readonly origin: string;
}

const size = { width: 760, height: 430 };
const plot = { left: 70, right: 520, top: 66, bottom: 350 };
/** Lines of text this close would run into each other. */
const lineHeight = 17;

/** Both schemes paint their own ground, because a page around the picture may be of the other one. */
const style = `
  svg { --ground: #ffffff; --ink: #1f2328; --faint: #59636e; --grid: #d1d9e0; --c0: #0b5cad; --c1: #9a4b00; --c2: #116329; --c3: #7a3fb8 }
  @media (prefers-color-scheme: dark) {
    svg { --ground: #16181d; --ink: #e6e8eb; --faint: #a3acb8; --grid: #3a404a; --c0: #79b8ff; --c1: #ffb26b; --c2: #7ed491; --c3: #cfa8ff }
  }
  text { font: 13px system-ui, 'DejaVu Sans', sans-serif; fill: var(--ink) }
  .title { font-size: 16px; font-weight: 600 } .faint { fill: var(--faint); font-size: 12px }
  .grid { stroke: var(--grid); stroke-width: 1 } .line { fill: none; stroke-width: 2.5 }
  .s0 { stroke: var(--c0); fill: var(--c0) } .s1 { stroke: var(--c1); fill: var(--c1) }
  .s2 { stroke: var(--c2); fill: var(--c2) } .s3 { stroke: var(--c3); fill: var(--c3) }
  path.s0, path.s1, path.s2, path.s3 { fill: none } text.s0, text.s1, text.s2, text.s3 { stroke: none }`;

/** An SVG of lines on two logarithmic axes; each line is named where it ends, beside its last figure. */
export function chart(series: readonly Series[], text: ChartText): string {
  const points = series.flatMap((line) => line.points);
  const sizes = [...new Set(points.map((point) => point.size))].sort((a, b) => a - b);
  const levels = ticks(points.map(({ milliseconds }) => milliseconds));
  const x = logScale([sizes[0] ?? 1, sizes.at(-1) ?? 10], [plot.left + 20, plot.right - 10]);
  const y = logScale([levels[0] ?? 1, levels.at(-1) ?? 10], [plot.bottom, plot.top]);
  const names = spread(series.map((line) => y(line.points.at(-1)?.milliseconds ?? 1)));
  const parts = [
    `<rect width="${size.width}" height="${size.height}" fill="var(--ground)"/>`,
    written({ x: 16, y: 26 }, text.title, 'class="title"'),
    written({ x: 16, y: 46 }, text.up, 'class="faint"'),
    ...levels.map((level) => horizontal(y(level), duration(level))),
    ...sizes.map((each) =>
      written({ x: x(each), y: plot.bottom + 20 }, each.toLocaleString('en'), 'text-anchor="middle"'),
    ),
    written(
      { x: (plot.left + plot.right) / 2, y: plot.bottom + 42 },
      text.across,
      'text-anchor="middle" class="faint"',
    ),
    written({ x: 16, y: size.height - 12 }, text.origin, 'class="faint"'),
    ...series.map((line, index) => drawn(line, index, { x, y, name: names[index] ?? 0 })),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-labelledby="title description">
<title id="title">${escaped(text.title)}</title>
<desc id="description">${escaped(`${text.description} ${figures(series, text.across)}`)}</desc>
<style>${style}
</style>
${parts.join('\n')}
</svg>
`;
}

interface Place {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  /** Height of the line's name. */
  readonly name: number;
}

function drawn({ name, points }: Series, index: number, place: Place): string {
  const at = points.map(({ size: each, milliseconds }) => ({ x: place.x(each), y: place.y(milliseconds) }));
  const line = at.map((point, order) => `${order === 0 ? 'M' : 'L'}${fixed(point.x)} ${fixed(point.y)}`).join(' ');
  const marks = at.map((point) => `<circle cx="${fixed(point.x)}" cy="${fixed(point.y)}" r="4" class="s${index}"/>`);
  const end = at.at(-1) ?? { x: 0, y: 0 };
  const lead = `M${fixed(end.x + 7)} ${fixed(end.y)} L${plot.right + 8} ${fixed(place.name)}`;
  const label = `${name}: ${duration(points.at(-1)?.milliseconds ?? 0)}`;
  return [
    `<path class="line s${index}" d="${line}"/>`,
    ...marks,
    `<path class="s${index}" d="${lead}" stroke-width="1" opacity="0.6"/>`,
    written({ x: plot.right + 12, y: place.name + 4 }, label, `class="s${index}"`),
  ].join('\n');
}

function horizontal(height: number, label: string): string {
  const grid = `<line class="grid" x1="${plot.left}" x2="${plot.right}" y1="${fixed(height)}" y2="${fixed(height)}"/>`;
  return `${grid}\n${written({ x: plot.left - 8, y: height + 4 }, label, 'text-anchor="end" class="faint"')}`;
}

/** Heights of names: as near to the ends of their lines as they can stand without touching. */
function spread(heights: readonly number[]): readonly number[] {
  const order = [...heights.keys()].sort((a, b) => (heights[a] ?? 0) - (heights[b] ?? 0));
  const placed = [...heights];
  let free = -Infinity;
  for (const index of order) {
    placed[index] = Math.max(heights[index] ?? 0, free);
    free = placed[index] + lineHeight;
  }
  return placed;
}

function figures(series: readonly Series[], across: string): string {
  const lines = series.map(({ name, points }) => {
    const each = points.map(
      ({ size: much, milliseconds }) => `${duration(milliseconds)} at ${much.toLocaleString('en')}`,
    );
    return `${name}: ${each.join(', ')}.`;
  });
  return `By ${across}: ${lines.join(' ')}`;
}

/** Milliseconds as a person reads them. */
function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${milliseconds < 10 ? Number(milliseconds.toFixed(1)) : milliseconds.toFixed(0)} ms`;
  const seconds = milliseconds / 1000;
  return `${seconds < 10 ? Number(seconds.toFixed(1)) : seconds.toFixed(0)} s`;
}

function written({ x, y }: { readonly x: number; readonly y: number }, text: string, attributes: string): string {
  return `<text x="${fixed(x)}" y="${fixed(y)}" ${attributes}>${escaped(text)}</text>`;
}

function fixed(value: number): string {
  return String(Number(value.toFixed(1)));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
