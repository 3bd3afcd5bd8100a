import { shortDigest, type Sha256 } from '../model/digest.ts';
import type { LineageNode, LocusLineage } from '../organism/status/locus-lineage.ts';
import { printableLine } from './printable.ts';
import type { Style } from './style.ts';

/** Ancestry as a tree, each allele under its first parent; further parents are named beside it. */
export function lineageView(lineage: LocusLineage, style: Style): string {
  const byDigest = new Map(lineage.nodes.map((node) => [node.allele, node]));
  const lines = lineage.roots.flatMap((root) => branch(root, '', ''));
  const faults = lineage.faults.map((fault) => `${style.bad(fault.code)}  ${printableLine(JSON.stringify(fault))}`);
  return [style.strong(lineage.locus), ...lines, ...faults].join('\n');

  function branch(digest: Sha256, lead: string, below: string): readonly string[] {
    const node = byDigest.get(digest);
    if (node === undefined) return [];
    const own = node.children.filter((child) => byDigest.get(child)?.parents[0] === digest);
    const lower = own.flatMap((child, index) => {
      const last = index === own.length - 1;
      return branch(child, `${below}${last ? '└─ ' : '├─ '}`, `${below}${last ? '   ' : '│  '}`);
    });
    return [`${lead}${nodeText(node)}`, ...lower];
  }

  function nodeText(node: LineageNode): string {
    const name = node.allele === lineage.focus ? style.strong(shortDigest(node.allele)) : shortDigest(node.allele);
    const others = node.parents.slice(1).map(shortDigest);
    const also = others.length === 0 ? '' : `, also from ${others.join(', ')}`;
    const place = node.locus === lineage.locus ? '' : ` at ${node.locus}`;
    const facts = `${node.origin}${place}, generation ${node.generation}, ${node.created}${also}`;
    return `${name}  ${style.dim(facts)}${node.note === null ? '' : `  ${printableLine(node.note, 60)}`}`;
  }
}
