/** What a workflow's token may do, as its `permissions:` say: `contents: write`, `checks: read` and so on. */
export type Permissions = Readonly<Record<string, string>>;

/** The permission a request needs, as GitHub's documentation of each endpoint says; undefined where every token will do. */
function needed(template: string): readonly string[] | undefined {
  if (template === '') return undefined;
  if (template.includes('/dispatches')) return ['actions'];
  if (template.includes('check-runs')) return ['checks'];
  if (template.endsWith('/merge')) return ['contents'];
  if (template.startsWith('/pulls')) return ['pull-requests'];
  return ['issues', 'pull-requests'];
}

export function mayAsk(permissions: Permissions, method: string, template: string): boolean {
  const names = needed(template);
  return names === undefined || names.some((name) => allows(permissions, name, method === 'get' ? 'read' : 'write'));
}

export function mayUseGit(permissions: Permissions, url: URL): boolean {
  const writes = [url.pathname, url.searchParams.get('service') ?? ''].some((part) =>
    part.endsWith('git-receive-pack'),
  );
  return allows(permissions, 'contents', writes ? 'write' : 'read');
}

function allows(permissions: Permissions, name: string, level: 'read' | 'write'): boolean {
  const granted = permissions[name];
  return granted === 'write' || (granted === 'read' && level === 'read');
}
