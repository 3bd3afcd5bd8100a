import type { Competition } from '../arena/compete.ts';
import { shortDigest } from '../model/digest.ts';
import { printableLine } from './printable.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';

/** How every live allele fared on the same worlds, and what each pair says. */
export function competeView({ locus, worlds, contenders, matches }: Competition, style: Style): string {
  const head = ['ALLELE', 'ROLE', 'OK', 'REFUSED', 'FAILED', 'OPERATIONS', 'FLAPS', 'SECONDS'].map(style.dim);
  const rows = contenders.map(({ allele, role, ok, refused, failed, cost }) => [
    shortDigest(allele),
    role,
    String(ok),
    String(refused),
    failed === 0 ? '0' : style.bad(String(failed)),
    String(cost.operations),
    String(cost.linkFlaps),
    cost.worldTime.toFixed(0),
  ]);
  const pairs = matches.map(({ allele, against, wins, losses, m, decision, open }) => [
    `${shortDigest(allele)} to ${shortDigest(against)}`,
    `${wins} won, ${losses} lost`,
    `M ${m}`,
    decision === 'inconclusive' ? style.dim(decision) : style.strong(decisionWord(decision)),
    open === 0 ? '' : style.warn(`${open} open`),
  ]);
  return [
    `${style.strong(printableLine(locus, 40))}  ${style.dim(`${worlds} worlds`)}`,
    table([head, ...rows], '  '),
    ...(pairs.length === 0
      ? ['', 'Only one allele is expressed here: there is nobody to compete with.']
      : ['', table(pairs, '  ')]),
  ].join('\n');
}

function decisionWord(decision: 'promote' | 'demote'): string {
  return decision === 'promote' ? 'better' : 'worse';
}
