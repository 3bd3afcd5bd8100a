/** Answers as GitHub words them: every field its OpenAPI description requires, and those that sg reads with true values. */

export interface PullState {
  readonly number: number;
  title: string;
  body: string | null;
  readonly head: string;
  readonly base: string;
  state: 'open' | 'closed';
  merged: boolean;
  mergeSha: string | null;
  labels: string[];
}

export interface CommentState {
  readonly id: number;
  readonly issue: number;
  body: string;
}

export interface CheckState {
  readonly id: number;
  readonly name: string;
  readonly headSha: string;
  status: string;
  conclusion: string | null;
  title: string | null;
  summary: string | null;
}

export interface Place {
  /** Where the forge is reached: http://127.0.0.1:PORT. */
  readonly url: string;
  readonly owner: string;
  readonly repo: string;
}

const moment = '2026-01-01T00:00:00Z';

function urls(place: Place, fields: readonly string[]): Record<string, string> {
  return Object.fromEntries(fields.map((field) => [field, `${place.url}/api/v3/${field.replace(/_url$/, '')}`]));
}

const userUrls = [
  'avatar_url events_url followers_url following_url gists_url html_url organizations_url received_events_url',
  'repos_url starred_url subscriptions_url url',
].flatMap((line) => line.split(' '));

function user(place: Place, login: string): object {
  return {
    ...urls(place, userUrls),
    login,
    id: 1,
    node_id: `U_${login}`,
    gravatar_id: null,
    site_admin: false,
    type: 'User',
  };
}

const repositoryUrls = [
  'archive_url assignees_url blobs_url branches_url collaborators_url comments_url commits_url compare_url contents_url',
  'contributors_url deployments_url downloads_url events_url forks_url git_commits_url git_refs_url git_tags_url hooks_url',
  'issue_comment_url issue_events_url issues_url keys_url labels_url languages_url merges_url milestones_url',
  'notifications_url pulls_url releases_url stargazers_url statuses_url subscribers_url subscription_url tags_url teams_url',
  'trees_url url git_url ssh_url svn_url',
].flatMap((line) => line.split(' '));

export function repository(place: Place): object {
  const { url, owner, repo } = place;
  return {
    ...urls(place, repositoryUrls),
    id: 1,
    node_id: 'R_1',
    name: repo,
    full_name: `${owner}/${repo}`,
    owner: user(place, owner),
    html_url: `${url}/${owner}/${repo}`,
    clone_url: `${url}/${owner}/${repo}.git`,
    default_branch: 'main',
    description: null,
    fork: false,
    private: false,
    archived: false,
    disabled: false,
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    forks: 0,
    forks_count: 0,
    open_issues: 0,
    open_issues_count: 0,
    watchers: 0,
    watchers_count: 0,
    stargazers_count: 0,
    size: 0,
    homepage: null,
    language: null,
    license: null,
    mirror_url: null,
    topics: [],
    visibility: 'public',
    has_downloads: true,
    has_issues: true,
    has_pages: false,
    has_projects: false,
    has_wiki: false,
    has_discussions: false,
    pushed_at: moment,
    created_at: moment,
    updated_at: moment,
  };
}

export function label(place: Place, name: string, color: string): object {
  const address = `${place.url}/api/v3/repos/${place.owner}/${place.repo}/labels/${encodeURIComponent(name)}`;
  return { id: 1, node_id: 'L_1', url: address, name, description: '', color, default: false };
}

/** As the list of pull requests has them. */
export function pullSimple(place: Place, pull: PullState, headSha: string, baseSha: string): object {
  const { url, owner, repo } = place;
  const api = `${url}/api/v3/repos/${owner}/${repo}`;
  const own = `${api}/pulls/${String(pull.number)}`;
  const ends = (ref: string, sha: string): object => ({
    label: `${owner}:${ref}`,
    ref,
    sha,
    repo: repository(place),
    user: user(place, owner),
  });
  const links = 'comments commits statuses html issue review_comments review_comment self'.split(' ');
  return {
    id: pull.number,
    node_id: `PR_${String(pull.number)}`,
    number: pull.number,
    url: own,
    html_url: `${url}/${owner}/${repo}/pull/${String(pull.number)}`,
    diff_url: `${own}.diff`,
    patch_url: `${own}.patch`,
    issue_url: `${api}/issues/${String(pull.number)}`,
    commits_url: `${own}/commits`,
    comments_url: `${api}/issues/${String(pull.number)}/comments`,
    review_comments_url: `${own}/comments`,
    review_comment_url: `${api}/pulls/comments{/number}`,
    statuses_url: `${api}/statuses/${headSha}`,
    state: pull.state,
    locked: false,
    title: pull.title,
    body: pull.body,
    user: user(place, owner),
    labels: pull.labels.map((name) => label(place, name, 'ededed')),
    milestone: null,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    created_at: moment,
    updated_at: moment,
    closed_at: pull.state === 'closed' ? moment : null,
    merged_at: pull.merged ? moment : null,
    merge_commit_sha: pull.mergeSha,
    head: ends(pull.head, headSha),
    base: ends(pull.base, baseSha),
    author_association: 'OWNER',
    auto_merge: null,
    draft: false,
    _links: Object.fromEntries(links.map((name) => [name, { href: own }])),
  };
}

/** As one pull request is given. */
export function pull(place: Place, state: PullState, headSha: string, baseSha: string): object {
  return {
    ...pullSimple(place, state, headSha, baseSha),
    merged: state.merged,
    mergeable: state.state === 'open',
    mergeable_state: 'clean',
    merged_by: null,
    rebaseable: null,
    maintainer_can_modify: false,
    comments: 0,
    review_comments: 0,
    commits: 1,
    additions: 1,
    deletions: 0,
    changed_files: 1,
  };
}

export function comment(place: Place, { id, issue, body }: CommentState): object {
  const { url, owner, repo } = place;
  const api = `${url}/api/v3/repos/${owner}/${repo}`;
  return {
    id,
    node_id: `IC_${String(id)}`,
    url: `${api}/issues/comments/${String(id)}`,
    html_url: `${url}/${owner}/${repo}/pull/${String(issue)}#issuecomment-${String(id)}`,
    issue_url: `${api}/issues/${String(issue)}`,
    body,
    user: user(place, owner),
    author_association: 'OWNER',
    created_at: moment,
    updated_at: moment,
  };
}

export function checkRun(place: Place, check: CheckState): object {
  const { url, owner, repo } = place;
  const own = `${url}/api/v3/repos/${owner}/${repo}/check-runs/${String(check.id)}`;
  const { id, name, headSha, status, conclusion, title, summary } = check;
  return {
    id,
    node_id: `CR_${String(id)}`,
    head_sha: headSha,
    name,
    url: own,
    html_url: `${url}/${owner}/${repo}/runs/${String(id)}`,
    details_url: null,
    external_id: null,
    status,
    conclusion,
    started_at: moment,
    completed_at: conclusion === null ? null : moment,
    output: { title, summary, text: null, annotations_count: 0, annotations_url: `${own}/annotations` },
    check_suite: null,
    app: null,
    pull_requests: [],
  };
}
