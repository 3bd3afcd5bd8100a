import type { ImportResult } from '../evolution/exchange/import-alleles.ts';
import { shortDigest } from '../model/digest.ts';
import { printable, printableLine } from './printable.ts';
import type { Style } from './style.ts';

/** What `sg import` took, and what it left there. */
export function importView(result: ImportResult, style: Style): string {
  const { judged, passedOver, commit, remote, from, dryRun } = result;
  const known = passedOver.filter(({ reason }) => reason === 'known').length;
  const told = passedOver.filter(({ reason }) => reason !== 'known');
  return [
    printable(`from  ${remote} at ${from.slice(0, 12)}`),
    ...judged.map(({ locus, digest, verdict, admitted }) => {
      const word = admitted ? style.good(dryRun ? 'would be admitted' : 'admitted') : style.bad('rejected');
      return `${word}  ${printable(locus)} ${shortDigest(digest)}: ${verdict}`;
    }),
    ...told.map(({ locus, digest, message }) => {
      const name = digest === null ? '' : ` ${shortDigest(digest)}`;
      return `${style.warn('left')}  ${printable(locus)}${name}: ${printableLine(message, 60)}`;
    }),
    ...(known === 0 ? [] : [style.dim(`${known} alleles are in the pool already`)]),
    ...(commit === null ? [] : [`commit ${commit.slice(0, 12)}; \`sg promote\` expresses what is in the pool`]),
  ].join('\n');
}
