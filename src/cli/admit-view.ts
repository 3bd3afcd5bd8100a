import type { AdmitResult } from '../evolution/admit/admit-allele.ts';
import { shortDigest } from '../model/digest.ts';
import { arenaView } from './arena-view.ts';
import type { Style } from './style.ts';

/** What the arena found, and whether the allele is in the pool now. */
export function admitView(result: AdmitResult, style: Style): string {
  return `${arenaView(result, style)}\n\n${outcome(result, style)}`;
}

function outcome({ locus, digest, admitted, commit, dryRun }: AdmitResult, style: Style): string {
  const name = shortDigest(digest);
  if (!admitted) return `${style.bad('not admitted')}  nothing was committed`;
  if (dryRun) return `${style.good('would be admitted')}  nothing was committed`;
  if (commit === null) return `${style.dim('in the pool already')}  ${name}`;
  return `${style.good('admitted')}  commit ${commit.slice(0, 12)}; \`sg promote ${locus} ${name}\` expresses it`;
}
