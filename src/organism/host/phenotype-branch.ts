import { phenotypePath } from '../../phenotype/phenotype-path.ts';

/**
 * `phenotype/<name>`: the branch that hosts of a phenotype take.
 * @throws UsageError `invalid-phenotype-name`
 */
export function phenotypeBranch(name: string): string {
  phenotypePath(name);
  return `phenotype/${name}`;
}

/** Which commit of main a commit of the branch was made from. */
export const mainTrailer = 'Sg-Main';
export const phenotypeTrailer = 'Sg-Phenotype';
