import type { ForgeState } from './state.ts';

export interface Asked {
  /** Filled-in parts of the path template. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Answer {
  readonly status: number;
  /** Absent: no content. */
  readonly body?: object;
}

export interface Route {
  readonly method: 'get' | 'post' | 'patch' | 'put';
  /** As in GitHub's OpenAPI description, behind `/repos/{owner}/{repo}`. */
  readonly template: string;
  readonly answer: (state: ForgeState, asked: Asked) => Answer | Promise<Answer>;
}

/** One page of a list, as `page` and `per_page` ask for it. */
export function page<T>(items: readonly T[], query: URLSearchParams): readonly T[] {
  const size = Math.min(Number(query.get('per_page') ?? 30), 100);
  const number = Number(query.get('page') ?? 1);
  return items.slice((number - 1) * size, number * size);
}
