import { commitChanges } from '../../git/commit-changes.ts';
import { formatMessage } from '../../git/trailers.ts';
import { shortDigest } from '../../model/digest.ts';
import { decompose } from '../../phenotype/edit.ts';
import { readPhenotypeFile } from '../../phenotype/read-phenotype.ts';
import { writePhenotype } from '../../phenotype/write.ts';
import type { Decomposition } from '../run/report.ts';
import type { Workspace } from '../workspace.ts';

/**
 * Takes a fused allele that failed out of the phenotype, with the step that broke in the commit's trailers: the safe
 * direction, so no policy is asked. Nothing to do where the phenotype does not name it any more.
 * @returns the commit
 * @throws UsageError uncommitted-changes and others of a commit
 */
export async function commitDecomposition(
  workspace: Workspace,
  name: string,
  { pathway, allele, step, locus, reason }: Decomposition,
): Promise<string | undefined> {
  const { path, text, phenotype } = await readPhenotypeFile(workspace.tree, name);
  if (phenotype.fusion[pathway]?.allele !== allele) return undefined;
  const written = writePhenotype(text, decompose(phenotype, pathway), path);
  const place = step === undefined ? '' : ` at step ${step}${locus === undefined || locus === '' ? '' : ` ${locus}`}`;
  const { commit } = await commitChanges(workspace.repository, {
    ref: 'HEAD',
    changes: new Map([[path, new TextEncoder().encode(written)]]),
    message: formatMessage({
      subject: `${pathway}: decompose ${shortDigest(allele)}`,
      body: `The fused allele failed${place}. Its steps run again until they have worked often enough.`,
      trailers: [
        { key: 'Sg-Phenotype', value: name },
        { key: 'Sg-Locus', value: pathway },
        { key: 'Sg-Allele', value: allele },
        ...(step === undefined ? [] : [{ key: 'Sg-Step', value: `${step} ${locus ?? ''}` }]),
        { key: 'Sg-Reason', value: reason.slice(0, 300) || 'it failed' },
      ],
    }),
  });
  return commit;
}
