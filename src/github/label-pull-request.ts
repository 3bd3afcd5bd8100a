import { askGitHub, githubStatus } from './ask-github.ts';
import { inRepository, type GitHub } from './github.ts';

/** Colours say which kind of label it is; GitHub shows them behind the text. */
const colours: readonly (readonly [prefix: string, colour: string])[] = [
  ['locus:', 'c5def5'],
  ['risk:', 'fbca04'],
];
const plainColour = '1d76db';

/** Adds what is missing; labels that people set stay. */
export async function labelPullRequest(github: GitHub, number: number, labels: readonly string[]): Promise<void> {
  const { rest } = github.octokit;
  const place = { ...inRepository(github), issue_number: number };
  const { data } = await askGitHub('read the labels of a pull request', () =>
    rest.issues.listLabelsOnIssue({ ...place, per_page: 100 }),
  );
  const missing = labels.filter((label) => !data.some(({ name }) => name.toLowerCase() === label.toLowerCase()));
  if (missing.length === 0) return;
  for (const name of missing) await ensureLabel(github, name);
  await askGitHub('label a pull request', () => rest.issues.addLabels({ ...place, labels: missing }));
}

async function ensureLabel(github: GitHub, name: string): Promise<void> {
  const color = colours.find(([prefix]) => name.startsWith(prefix))?.[1] ?? plainColour;
  try {
    await askGitHub('create a label', () =>
      github.octokit.rest.issues.createLabel({ ...inRepository(github), name, color }),
    );
  } catch (error) {
    // Already there, or made by somebody else a moment ago.
    if (githubStatus(error) !== 422) throw error;
  }
}
