import { GitHubRefusal, invalid } from './refusal.ts';
import { page, type Answer, type Asked, type Route } from './route.ts';
import { checkRun, type CheckState } from './shapes.ts';
import type { ForgeState } from './state.ts';

export const checkRoutes: readonly Route[] = [
  { method: 'get', template: '/commits/{ref}/check-runs', answer: listChecks },
  { method: 'post', template: '/check-runs', answer: createCheck },
  { method: 'patch', template: '/check-runs/{check_run_id}', answer: updateCheck },
  { method: 'post', template: '/actions/workflows/{workflow_id}/dispatches', answer: dispatch },
];

function listChecks(state: ForgeState, { path, query }: Asked): Answer {
  const name = query.get('check_name');
  const found = state.checks.filter((one) => one.headSha === path['ref'] && (name === null || one.name === name));
  const shown = page(found.toReversed(), query).map((one) => checkRun(state.place, one));
  return { status: 200, body: { total_count: found.length, check_runs: shown } };
}

async function createCheck(state: ForgeState, { body }: Asked): Promise<Answer> {
  const headSha = body['head_sha'] as string;
  const exists = await state.git.git('cat-file', '-e', `${headSha}^{commit}`).then(
    () => true,
    () => false,
  );
  if (!exists) throw invalid('CheckRun', 'head_sha', 'invalid', `No commit found for SHA: ${headSha}`);
  const made = {
    id: state.checks.length + 1,
    name: body['name'] as string,
    headSha,
    status: 'queued',
    conclusion: null,
    title: null,
    summary: null,
  };
  state.checks.push(made);
  return { status: 201, body: checkRun(state.place, change(made, body)) };
}

function updateCheck(state: ForgeState, { path, body }: Asked): Answer {
  const found = state.checks.find(({ id }) => id === Number(path['check_run_id']));
  if (found === undefined) throw new GitHubRefusal(404, 'Not Found');
  return { status: 200, body: checkRun(state.place, change(found, body)) };
}

function change(check: CheckState, body: Asked['body']): CheckState {
  const { status, conclusion, output } = body;
  if (typeof status === 'string') check.status = status;
  if (typeof conclusion === 'string') {
    check.conclusion = conclusion;
    check.status = 'completed';
  }
  if (output !== undefined) {
    const { title, summary } = output as { title: string; summary: string };
    check.title = title;
    check.summary = summary;
  }
  return check;
}

async function dispatch(state: ForgeState, { path, body }: Asked): Promise<Answer> {
  const workflow = path['workflow_id'] ?? '';
  if (!state.workflows.has(workflow)) throw new GitHubRefusal(404, 'Not Found');
  const { ref, inputs = {} } = body as { ref: string; inputs?: Record<string, unknown> };
  if ((await state.git.sha(ref)) === undefined) throw new GitHubRefusal(422, `No ref found for: ${ref}`);
  state.dispatches.push({ workflow, ref, inputs });
  return { status: 204 };
}
