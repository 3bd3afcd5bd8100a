import { known } from './pull-routes.ts';
import { GitHubRefusal, invalid } from './refusal.ts';
import { page, type Answer, type Asked, type Route } from './route.ts';
import { comment, label } from './shapes.ts';
import type { ForgeState } from './state.ts';

const defaultColour = 'ededed';

export const issueRoutes: readonly Route[] = [
  { method: 'get', template: '/issues/{issue_number}/comments', answer: listComments },
  { method: 'post', template: '/issues/{issue_number}/comments', answer: createComment },
  { method: 'patch', template: '/issues/comments/{comment_id}', answer: updateComment },
  { method: 'post', template: '/labels', answer: createLabel },
  {
    method: 'get',
    template: '/issues/{issue_number}/labels',
    answer: (state, asked) => ({
      status: 200,
      body: shownLabels(state, page(known(state, asked).labels, asked.query)),
    }),
  },
  { method: 'post', template: '/issues/{issue_number}/labels', answer: addLabels },
];

function listComments(state: ForgeState, asked: Asked): Answer {
  const { number } = known(state, asked);
  const found = state.comments.filter(({ issue }) => issue === number);
  return { status: 200, body: page(found, asked.query).map((one) => comment(state.place, one)) };
}

function createComment(state: ForgeState, asked: Asked): Answer {
  const { number } = known(state, asked);
  const made = { id: state.comments.length + 1, issue: number, body: asked.body['body'] as string };
  state.comments.push(made);
  return { status: 201, body: comment(state.place, made) };
}

function updateComment(state: ForgeState, { path, body }: Asked): Answer {
  const found = state.comments.find(({ id }) => id === Number(path['comment_id']));
  if (found === undefined) throw new GitHubRefusal(404, 'Not Found');
  found.body = body['body'] as string;
  return { status: 200, body: comment(state.place, found) };
}

function createLabel(state: ForgeState, { body }: Asked): Answer {
  const { name, color = defaultColour } = body as { name: string; color?: string };
  if ([...state.labels.keys()].some((one) => one.toLowerCase() === name.toLowerCase())) {
    throw invalid('Label', 'name', 'already_exists');
  }
  state.labels.set(name, color);
  return { status: 201, body: label(state.place, name, color) };
}

function addLabels(state: ForgeState, asked: Asked): Answer {
  const found = known(state, asked);
  for (const name of asked.body['labels'] as readonly string[]) {
    if (!state.labels.has(name)) state.labels.set(name, defaultColour);
    if (!found.labels.includes(name)) found.labels.push(name);
  }
  return { status: 200, body: shownLabels(state, found.labels) };
}

function shownLabels({ place, labels }: ForgeState, names: readonly string[]): object {
  return names.map((name) => label(place, name, labels.get(name) ?? defaultColour));
}
