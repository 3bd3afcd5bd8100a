import { formatMessage } from '../../git/trailers.ts';
import { shortDigest, type Sha256 } from '../../model/digest.ts';
import type { GenomeDiff } from './genome-diff.ts';

export interface RollbackFacts {
  readonly tag: string;
  /** The commit the snapshot stands for. */
  readonly commit: string;
  readonly diff: GenomeDiff;
  readonly reason: string;
}

/** The commit message of a rollback, with what it changes for whoever reads `git log`. */
export function rollbackMessage({ tag, commit, diff, reason }: RollbackFacts): string {
  return formatMessage({
    subject: `Roll back to ${tag}`,
    body: consequences(diff).join('\n'),
    trailers: [
      { key: 'Sg-Rollback', value: `${tag}@${commit}` },
      { key: 'Sg-Reason', value: reason },
    ],
  });
}

function consequences({ contracts, phenotypes }: GenomeDiff): readonly string[] {
  const loci = phenotypes.flatMap(({ phenotype, loci: changes }) =>
    changes.map(({ locus, dominant }) =>
      dominant === undefined
        ? `- ${phenotype}: ${locus}, fallbacks only`
        : `- ${phenotype}: ${locus} ${name(dominant.before)} to ${name(dominant.after)}`,
    ),
  );
  const meanings = contracts.map(({ kind, name: contract, change }) => `- ${kind} ${contract}: ${inverse[change]}`);
  return [
    'Contracts and phenotypes are as in the snapshot; alleles born since stay in the pool.',
    '',
    ...meanings,
    ...loci,
  ];
}

const inverse = { added: 'is back', removed: 'is gone', changed: 'as it was', layout: 'laid out as it was' } as const;

function name(digest: Sha256 | null): string {
  return digest === null ? 'nothing' : shortDigest(digest);
}
