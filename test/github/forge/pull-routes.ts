import { GitHubRefusal, invalid } from './refusal.ts';
import { page, type Asked, type Route } from './route.ts';
import { pull, pullSimple, repository, type PullState } from './shapes.ts';
import type { ForgeState } from './state.ts';

export const pullRoutes: readonly Route[] = [
  { method: 'get', template: '', answer: ({ place }) => ({ status: 200, body: repository(place) }) },
  { method: 'get', template: '/pulls', answer: listPulls },
  { method: 'post', template: '/pulls', answer: createPull },
  {
    method: 'get',
    template: '/pulls/{pull_number}',
    answer: async (state, asked) => ({ status: 200, body: await shown(state, known(state, asked)) }),
  },
  { method: 'patch', template: '/pulls/{pull_number}', answer: updatePull },
  { method: 'put', template: '/pulls/{pull_number}/merge', answer: mergePull },
];

export function known(state: ForgeState, { path }: Asked): PullState {
  const number = Number(path['pull_number'] ?? path['issue_number']);
  const found = state.pulls.find((one) => one.number === number);
  if (found === undefined) throw new GitHubRefusal(404, 'Not Found');
  return found;
}

async function ends(state: ForgeState, { head, base }: PullState): Promise<readonly [string, string]> {
  const missing = '0'.repeat(40);
  return [(await state.git.sha(head)) ?? missing, (await state.git.sha(base)) ?? missing];
}

async function shown(state: ForgeState, one: PullState): Promise<object> {
  return pull(state.place, one, ...(await ends(state, one)));
}

async function listPulls(state: ForgeState, { query }: Asked): Promise<{ status: number; body: object }> {
  const wanted = query.get('state') ?? 'open';
  const head = query.get('head')?.replace(/^[^:]*:/, '');
  const found = state.pulls.filter(
    (one) => (wanted === 'all' || one.state === wanted) && (head === undefined || one.head === head),
  );
  const order = query.get('direction') === 'asc' ? found : found.toReversed();
  const listed = page(order, query).map(async (one) => pullSimple(state.place, one, ...(await ends(state, one))));
  return { status: 200, body: await Promise.all(listed) };
}

async function createPull(state: ForgeState, { body }: Asked): Promise<{ status: number; body: object }> {
  const { title, head, base } = body as { title: string; head: string; base: string };
  const branch = head.replace(/^[^:]*:/, '');
  const [headSha, baseSha] = [await state.git.sha(branch), await state.git.sha(base)];
  if (headSha === undefined) throw invalid('PullRequest', 'head', 'invalid');
  if (baseSha === undefined) throw invalid('PullRequest', 'base', 'invalid');
  if (headSha === baseSha) {
    throw invalid('PullRequest', 'head', 'custom', `No commits between ${base} and ${branch}`);
  }
  if (state.pulls.some((one) => one.state === 'open' && one.head === branch && one.base === base)) {
    const full = `${state.place.owner}:${branch}`;
    throw invalid('PullRequest', 'head', 'custom', `A pull request already exists for ${full}.`);
  }
  const made: PullState = {
    number: state.pulls.length + 1,
    title,
    body: typeof body['body'] === 'string' ? body['body'] : null,
    head: branch,
    base,
    state: 'open',
    merged: false,
    mergeSha: null,
    labels: [],
  };
  state.pulls.push(made);
  return { status: 201, body: await shown(state, made) };
}

async function updatePull(state: ForgeState, asked: Asked): Promise<{ status: number; body: object }> {
  const found = known(state, asked);
  const { title, body, state: to } = asked.body;
  if (typeof title === 'string') found.title = title;
  if (typeof body === 'string') found.body = body;
  if (to === 'open' || to === 'closed') found.state = to;
  return { status: 200, body: await shown(state, found) };
}

async function mergePull(state: ForgeState, asked: Asked): Promise<{ status: number; body: object }> {
  const found = known(state, asked);
  if (found.state !== 'open') throw new GitHubRefusal(405, 'Pull Request is not mergeable');
  const expected = asked.body['sha'];
  if (expected !== undefined && expected !== (await state.git.sha(found.head))) {
    throw new GitHubRefusal(409, 'Head branch was modified. Review and try the merge again.');
  }
  const message = `Merge pull request #${String(found.number)} from ${state.place.owner}/${found.head}\n\n${found.title}`;
  found.mergeSha = await state.git.merge(found.base, found.head, message);
  found.merged = true;
  found.state = 'closed';
  return { status: 200, body: { sha: found.mergeSha, merged: true, message: 'Pull Request successfully merged' } };
}
