import { html, type Part } from '../markup/html.ts';
import type { Linker, Route } from '../markup/routes.ts';

/** How many pages a list takes; an empty one takes one. */
export function pagesOf(rows: number, perPage: number): number {
  return Math.max(1, Math.ceil(rows / perPage));
}

interface PagerParts {
  readonly link: Linker;
  readonly page: number;
  readonly pages: number;
  /** What the list holds. */
  readonly name: string;
  readonly route: (page: number) => Route;
}

/** Links to the neighbours, the ends and a few between; nothing where one page holds all. */
export function pager({ link, page, pages, name, route }: PagerParts): Part {
  if (pages === 1) return '';
  const shown = [...new Set([1, 2, page - 2, page - 1, page, page + 1, page + 2, pages - 1, pages])];
  const numbers = shown.filter((each) => each >= 1 && each <= pages).sort((a, b) => a - b);
  const items = numbers.map((each, index) => {
    const gap = index > 0 && each - (numbers[index - 1] ?? 0) > 1 ? html`<li aria-hidden="true">…</li>` : '';
    const here =
      each === page
        ? html`<li><a href="${link.to(route(each))}" aria-current="page">${each}</a></li>`
        : html`<li><a href="${link.to(route(each))}">${each}</a></li>`;
    return html`${gap}${here}`;
  });
  return html`<nav class="pager" aria-label="Pages of ${name}">
    <ul>
      ${items}
    </ul>
  </nav>`;
}
