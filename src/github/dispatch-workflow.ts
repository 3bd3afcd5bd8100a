import { askGitHub } from './ask-github.ts';
import { inRepository, type GitHub } from './github.ts';

/**
 * Starts a workflow by hand. Needed where an event starts none: a pull request opened with a workflow's own GITHUB_TOKEN
 * runs no workflow.
 *
 * @param workflow file name, such as `arena.yml`
 */
export async function dispatchWorkflow(
  github: GitHub,
  workflow: string,
  ref: string,
  inputs: Readonly<Record<string, string>>,
): Promise<void> {
  await askGitHub(`start the workflow ${workflow}`, () =>
    github.octokit.rest.actions.createWorkflowDispatch({
      ...inRepository(github),
      workflow_id: workflow,
      ref,
      inputs: { ...inputs },
    }),
  );
}
