import { checkRoutes } from './check-routes.ts';
import { issueRoutes } from './issue-routes.ts';
import { pullRoutes } from './pull-routes.ts';
import type { Route } from './route.ts';

const routes: readonly Route[] = [...pullRoutes, ...issueRoutes, ...checkRoutes];

export interface RouteMatch {
  readonly route: Route;
  readonly path: Readonly<Record<string, string>>;
}

export function matchRoute(method: string, pathname: string): RouteMatch | undefined {
  const parts = pathname.split('/').filter((part) => part !== '');
  for (const route of routes) {
    const wanted = route.template.split('/').filter((part) => part !== '');
    if (route.method !== method.toLowerCase() || wanted.length !== parts.length) continue;
    const path = fill(wanted, parts);
    if (path !== undefined) return { route, path };
  }
  return undefined;
}

function fill(wanted: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  const path: Record<string, string> = {};
  for (const [index, want] of wanted.entries()) {
    const part = parts[index] ?? '';
    if (want.startsWith('{')) path[want.slice(1, -1)] = decodeURIComponent(part);
    else if (want !== part) return undefined;
  }
  return path;
}
