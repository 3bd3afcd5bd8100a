import { askGitHub } from './ask-github.ts';
import { inRepository, type GitHub } from './github.ts';
import { carries, marker } from './marker.ts';

/**
 * Comments on a pull request unless this news was told before.
 *
 * @param news what tells this news from any other: a case's digest, a host count's threshold
 * @returns whether a comment was written
 */
export async function commentOnce(github: GitHub, number: number, news: string, text: string): Promise<boolean> {
  const mark = marker('news', news);
  const { octokit } = github;
  const place = { ...inRepository(github), issue_number: number };
  const comments = await askGitHub('read the comments of a pull request', () =>
    octokit.paginate(octokit.rest.issues.listComments, { ...place, per_page: 100 }),
  );
  if (comments.some(({ body }) => carries(body, mark))) return false;
  await askGitHub('comment on a pull request', () =>
    octokit.rest.issues.createComment({ ...place, body: `${text.trimEnd()}\n\n${mark}\n` }),
  );
  return true;
}
