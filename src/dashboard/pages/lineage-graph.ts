import { shortDigest, type Sha256 } from '../../model/digest.ts';
import type { KnownAllele } from '../model/read-locus.ts';
import { html, type Html, type Part } from '../markup/html.ts';
import type { Linker } from '../markup/routes.ts';
import { count } from './layout.ts';

/** Alleles one drawing can hold and still be read. */
const mostNodes = 80;

const box = { width: 132, height: 34, across: 190, down: 46, margin: 8 };

interface Node {
  readonly allele: Sha256;
  readonly locus: string | undefined;
  readonly role: string;
  readonly origin: string;
  readonly parents: readonly Sha256[];
  readonly column: number;
  readonly row: number;
}

interface GraphParts {
  readonly link: Linker;
  readonly locus: string;
  readonly alleles: readonly KnownAllele[];
  readonly homes: ReadonlyMap<Sha256, readonly string[]>;
}

/**
 * Ancestry from left to right, a column a generation. What is expressed comes first, then its ancestors, then the youngest
 * of the others while there is room; the table below names all.
 */
export function lineageGraph(parts: GraphParts): Html {
  const chosen = choose(parts.alleles);
  const nodes = placed(parts, chosen);
  if (nodes.size === 0) return html`<p class="empty">No allele has a certificate that can be read.</p>`;
  const left = parts.alleles.length - chosen.length;
  const width = Math.max(...[...nodes.values()].map(({ column }) => column)) * box.across + box.width + 2 * box.margin;
  const height = Math.max(...[...nodes.values()].map(({ row }) => row)) * box.down + box.height + 2 * box.margin;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Lineage graph">
      <svg
        class="lineage"
        width="${width}"
        height="${height}"
        viewBox="0 0 ${width} ${height}"
        role="group"
        aria-label="Lineage of ${parts.locus}: ${count(nodes.size, 'allele')}, parents at the left of their children"
      >
        ${[...nodes.values()].map((node) => edges(node, nodes))}
        ${[...nodes.values()].map((node) => drawn(node, parts.link))}
      </svg>
    </div>
    ${left > 0 && html`<p class="note">${count(left, 'allele')} of the pool not drawn; the table has all.</p>`}`;
}

function choose(alleles: readonly KnownAllele[]): readonly KnownAllele[] {
  const sound = alleles.filter(({ certificate }) => typeof certificate !== 'string');
  if (sound.length <= mostNodes) return sound;
  const byDigest = new Map(sound.map((allele) => [allele.allele, allele]));
  const chosen = new Set<KnownAllele>();
  let wanted = sound.filter(({ role }) => role === 'dominant' || role === 'fallback');
  while (wanted.length > 0 && chosen.size < mostNodes) {
    const fresh = wanted.filter((allele) => !chosen.has(allele)).slice(0, mostNodes - chosen.size);
    for (const allele of fresh) chosen.add(allele);
    wanted = fresh.flatMap((allele) => parentsOf(allele).flatMap((parent) => byDigest.get(parent) ?? []));
  }
  for (const allele of sound) if (chosen.size < mostNodes) chosen.add(allele);
  return [...chosen];
}

function parentsOf({ certificate }: KnownAllele): readonly Sha256[] {
  return typeof certificate === 'string' ? [] : certificate.parents;
}

/** Columns by longest way from a root; rows in the order of the parents' rows. */
function placed({ locus, homes }: GraphParts, chosen: readonly KnownAllele[]): ReadonlyMap<Sha256, Node> {
  const parents = new Map(chosen.map((allele) => [allele.allele, parentsOf(allele)]));
  const foreign = [...new Set([...parents.values()].flat())].filter((parent) => !parents.has(parent));
  for (const parent of foreign) parents.set(parent, []);
  const columns = columnsOf(parents);
  const own = new Map(chosen.map((allele) => [allele.allele, allele]));
  const nodes = new Map<Sha256, Node>();
  const filled: number[] = [];
  for (const [allele, column] of [...columns].sort((a, b) => a[1] - b[1])) {
    const above = (parents.get(allele) ?? []).flatMap((parent) => nodes.get(parent)?.row ?? []);
    const row = Math.max(filled[column] ?? 0, above.length === 0 ? 0 : Math.min(...above));
    filled[column] = row + 1;
    const known = own.get(allele);
    const origin =
      known === undefined || typeof known.certificate === 'string' ? 'elsewhere' : known.certificate.origin;
    const place = known === undefined ? homes.get(allele)?.[0] : locus;
    nodes.set(allele, {
      allele,
      locus: place,
      role: known?.role ?? 'foreign',
      origin: known === undefined ? (place ?? 'missing') : origin,
      parents: parents.get(allele) ?? [],
      column,
      row,
    });
  }
  return nodes;
}

/** Rounds are bounded by the number of alleles: certificates written by hand may go in circles. */
function columnsOf(parents: ReadonlyMap<Sha256, readonly Sha256[]>): ReadonlyMap<Sha256, number> {
  const columns = new Map([...parents.keys()].map((allele) => [allele, 0]));
  for (let round = 0; round < parents.size; round += 1) {
    let moved = false;
    for (const [allele, from] of parents) {
      const column = Math.max(0, ...from.map((parent) => (columns.get(parent) ?? 0) + 1));
      if (column === columns.get(allele) || column > parents.size) continue;
      columns.set(allele, column);
      moved = true;
    }
    if (!moved) break;
  }
  return columns;
}

function corner({ column, row }: Node): { readonly x: number; readonly y: number } {
  return { x: box.margin + column * box.across, y: box.margin + row * box.down };
}

function edges(node: Node, nodes: ReadonlyMap<Sha256, Node>): Part {
  const to = corner(node);
  return node.parents.map((digest) => {
    const parent = nodes.get(digest);
    if (parent === undefined) return '';
    const from = corner(parent);
    const [x1, y1, y2] = [from.x + box.width, from.y + box.height / 2, to.y + box.height / 2];
    const bend = (x1 + to.x) / 2;
    return html`<path class="edge" d="M${x1} ${y1}C${bend} ${y1} ${bend} ${y2} ${to.x} ${y2}" />`;
  });
}

function drawn(node: Node, link: Linker): Html {
  const { x, y } = corner(node);
  const role = node.role === 'foreign' ? '' : `, ${node.role}`;
  const rect = html`<rect
    class="node ${node.role}"
    x="${x}"
    y="${y}"
    width="${box.width}"
    height="${box.height}"
    rx="5"
  />`;
  const name = html`<text class="digest" x="${x + 9}" y="${y + 14.5}">${shortDigest(node.allele)}</text>`;
  const origin = html`<text class="origin" x="${x + 9}" y="${y + 27}">${cut(`${node.origin}${role}`)}</text>`;
  const inside = [rect, name, ' ', origin];
  if (node.locus === undefined) return html`<g>${inside}</g>`;
  return html`<a href="${link.to({ kind: 'allele', locus: node.locus, allele: node.allele })}">${inside}</a> `;
}

function cut(text: string): string {
  return text.length > 21 ? `${text.slice(0, 20)}…` : text;
}
