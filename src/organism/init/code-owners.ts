import { executable, executableNames, type ContractSet } from '../../contract/contract-set.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { locusFolder } from '../../genome/allele-path.ts';
import { risks, type Risk } from '../../model/risk.ts';

/** Where GitHub looks for it. */
export const codeOwnersPath = '.github/CODEOWNERS';

/** What stands above belongs to people; what stands below follows from it and from the contracts. */
const mark = '# ---- below: written by `sg init` from the table above and the risks of the contracts ----';

/**
 * Who is asked to review an allele, by the risk its contract names. A file of somebody else's, without the mark, stays as
 * it is.
 * @param text the file as it is, if there is one
 * @throws UsageError `code-owners-incomplete`
 */
export function codeOwners(contracts: ContractSet, text: string = firstTable): string {
  const [table = '', below] = text.split(mark);
  if (below === undefined) return text;
  const lines = executableNames(contracts).map((locus) => {
    const risk = executable(contracts, locus)?.risk ?? 'critical';
    return owned(`/${locusFolder(locus)}/`, ownersOf(table, risk));
  });
  const people = ownersOf(table, 'people');
  const general = ['*', '/contracts/', '/phenotypes/', '/.github/'].map((place) => owned(place, people));
  return `${table}${mark}\n${[...general, ...lines].join('\n')}\n`;
}

function owned(place: string, owners: string): string {
  return owners === '' ? place : `${place} ${owners}`;
}

function ownersOf(table: string, who: Risk | 'people'): string {
  const found = new RegExp(`^# ${who} +\\|(.*)$`, 'm').exec(table)?.[1];
  if (found !== undefined) return found.trim().replaceAll(/ +/g, ' ');
  throw new UsageError({
    code: 'code-owners-incomplete',
    message: `Expected a line "# ${who} | …" in the table of ${codeOwnersPath}, got none.`,
    hint: `The table names who is asked at each risk: ${risks.join(', ')}; and "people" for what programs never write.`,
  });
}

const firstTable = `# Who is asked to review what. Put your own teams in the table, commit it, and run \`sg init\` again. GitHub passes
# over names it does not know: until they exist, nobody is asked.
#
# who is asked when an allele of a gene with this risk comes or changes; nobody: the arena's check is enough
# none     |
# low      |
# medium   | @OWNER/network
# high     | @OWNER/network-leads
# critical | @OWNER/network-leads @OWNER/security
# and for contracts, phenotypes and workflows
# people   | @OWNER/network-leads
#
# GitHub is content with one of those named on a line. The second person that risk critical asks for is a rule of the
# repository: two approvals, or one of each team, for the folders of the critical loci. The check "sg arena" has to be
# required for every pull request.
${mark}
`;
