import type { GenomeState } from '../model/genome-state.ts';
import { html, type Html, type Part } from '../markup/html.ts';
import type { Linker, Route } from '../markup/routes.ts';

/** What every page says of the genome it shows. */
export type PageState = Pick<GenomeState, 'commit' | 'committed' | 'phenotype' | 'contractErrors'>;

export interface PageParts {
  readonly link: Linker;
  readonly state: PageState;
  /** Of the window and of the first heading. */
  readonly title: string;
  /** Above the heading: where the page stands. */
  readonly trail?: readonly (readonly [name: string, route: Route])[];
  /** Below the heading. */
  readonly lead?: Part;
  readonly body: Part;
}

const sections: readonly (readonly [string, Route])[] = [
  ['Overview', { kind: 'overview' }],
  ['Pathways', { kind: 'pathways' }],
  ['Phenotypes', { kind: 'phenotypes' }],
  ['Proposals', { kind: 'proposals', page: 1 }],
  ['Hosts', { kind: 'hosts' }],
];

/**
 * The same as the server's header, for pages that are read without one. A page can't forbid being framed, so that stands in
 * the header alone.
 */
export const contentPolicy =
  "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'";

/** A whole page. */
export function layout({ link, state, title, trail = [], lead, body }: PageParts): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${contentPolicy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>${title} · ${state.phenotype.name} · sg</title>
        <link rel="stylesheet" href="${link.asset('style.css')}" />
        <script src="${link.asset('tables.js')}" defer></script>
      </head>
      <body>
        <a class="skip" href="#main">Skip to content</a>
        <header class="top">
          <div class="bar">
            <p class="brand">
              <a href="${link.to({ kind: 'overview' })}">sg</a> <span>phenotype</span>
              <strong>${state.phenotype.name}</strong>
            </p>
            <nav aria-label="Sections">
              <ul>
                ${sections.map(([name, route]) => tab(link, name, route))}
              </ul>
            </nav>
          </div>
        </header>
        <main id="main" tabindex="-1">
          ${trail.length > 0 && breadcrumb(link, trail)}
          <h1>${title}</h1>
          ${lead !== undefined && html`<div class="lead">${lead}</div>`}
          ${state.contractErrors > 0 && html`<p class="note bad">${count(state.contractErrors, 'error')} in contracts: what they are about is missing here. <code>sg contract check</code> lists them.</p>`}
          ${body}
        </main>
        <footer>
          <p>
            Commit <code>${state.commit.slice(0, 12)}</code> of ${moment(state.committed)}. Read-only. Times are UTC.
          </p>
        </footer>
      </body>
    </html> `;
  return page.toString();
}

function breadcrumb(link: Linker, trail: NonNullable<PageParts['trail']>): Html {
  return html`<nav aria-label="Breadcrumb" class="trail">
    <ol>
      ${trail.map(([name, route]) => html`<li><a href="${link.to(route)}">${name}</a></li>`)}
    </ol>
  </nav>`;
}

function tab(link: Linker, name: string, route: Route): Html {
  const here = sectionOf(link.here) === route.kind;
  return here
    ? html`<li>
        <a href="${link.to(route)}" aria-current="${link.here.kind === route.kind ? 'page' : 'true'}">${name}</a>
      </li>`
    : html`<li><a href="${link.to(route)}">${name}</a></li>`;
}

function sectionOf({ kind }: Route): Route['kind'] {
  if (kind === 'phenotype') return 'phenotypes';
  return kind === 'locus' || kind === 'allele' ? 'overview' : kind;
}

/** `1 allele`, `2 alleles`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}

/** A moment for people and programs: RFC 3339 in UTC, or seconds since 1970. */
export function moment(when: string | number): Html {
  const text = typeof when === 'number' ? secondsText(when) : when;
  const shown = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/.exec(text);
  return shown === null ? html`${text}` : html`<time datetime="${text}">${shown[1]} ${shown[2]}</time>`;
}

function secondsText(seconds: number): string {
  const bounded = Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), 253_402_300_799) : 0;
  return new Date(bounded * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
}
