import type { Sha256 } from '../../model/digest.ts';
import type { HistoryPart } from '../model/genome-history.ts';
import type { GenomeState } from '../model/genome-state.ts';
import type { KnownAllele, LocusModel } from '../model/read-locus.ts';
import { html, type Html, type Part } from '../markup/html.ts';
import type { Linker } from '../markup/routes.ts';
import { alleleLink, badge, failedCell, fitnessCell, riskBadge, roleBadge, unknownCell } from './cells.ts';
import { fitnessChart } from './fitness-chart.ts';
import { history } from './history.ts';
import { count, layout, moment } from './layout.ts';
import { lineageGraph } from './lineage-graph.ts';
import { prose } from './prose.ts';
import { pager, pagesOf } from './pager.ts';
import { table } from './table.ts';

/** Rows of one page. */
export const allelesPerPage = 200;

/** Charts of one page: of what is expressed, in its order. */
const mostCharts = 4;

/** A locus in full; further pages hold further rows of its table alone. `undefined` where there is no such page. */
export function locusPage(state: GenomeState, model: LocusModel, link: Linker, page: number): string | undefined {
  const pages = pagesOf(model.alleles.length, allelesPerPage);
  if (page < 1 || page > pages) return undefined;
  const { locus } = model;
  const trail = [['Overview', { kind: 'overview' }] as const];
  const alleles = html`<h2 id="alleles">Alleles</h2>
    ${alleleTable(model, link, page)}${pager({ link, page, pages, name: 'alleles', route: (number) => ({ kind: 'locus', locus, page: number }) })}`;
  if (page > 1) {
    const first = ['locus', { kind: 'locus', locus, page: 1 }] as const;
    return layout({
      link,
      state,
      title: `${locus}, alleles, page ${page} of ${pages}`,
      trail: [...trail, [locus, first[1]]],
      body: alleles,
    });
  }
  return layout({
    link,
    state,
    title: locus,
    trail,
    lead: lead(model),
    body: html`${warnings(model, link)}${charts(model, link)}${alleles}
      <h2 id="lineage">Lineage</h2>
      ${lineageGraph({ link, locus, alleles: model.alleles, homes: state.homes })}
      <h2 id="history">History</h2>
      ${history({ link, locus, page: 1, history: model.history, here: hasPage(model.alleles.filter((each) => each.present).map(({ allele }) => allele)) })}
      ${buried(model)}`,
  });
}

function lead({ contract, kind, family, risk }: LocusModel): Html {
  return html`<p class="tags">${badge(family ?? kind)} risk ${riskBadge(risk)}</p>
    ${contract === undefined ? html`<p class="note bad">There is no sound contract of this name.</p>` : contract.does !== undefined && prose(contract.does.text)}`;
}

function hasPage(present: readonly Sha256[]): (allele: Sha256) => boolean {
  const pages = new Set(present);
  return (allele) => pages.has(allele);
}

/** What happened before the events of the locus's own page. `undefined` where nothing did. */
export function historyPage(
  state: GenomeState,
  locus: string,
  link: Linker,
  { part, page }: { readonly part: HistoryPart | string; readonly page: number },
): string | undefined {
  if (typeof part !== 'string' && part.events.length === 0) return undefined;
  const here = hasPage(state.survey.loci.get(locus)?.alleles ?? []);
  const trail = [
    ['Overview', { kind: 'overview' }],
    [locus, { kind: 'locus', locus, page: 1 }],
  ] as const;
  return layout({
    link,
    state,
    title: `${locus}, history, page ${page}`,
    trail,
    body: html`<h2 id="history">History</h2>
      ${history({ link, locus, page, history: part, here })}`,
  });
}

function warnings({ breaker, dueChecks, locus }: LocusModel, link: Linker): Part {
  const open =
    breaker !== null &&
    html`<p class="note bad">
      The breaker of ${alleleLink(link, locus, breaker.allele)} is ${breaker.state} since ${moment(breaker.since)}:
      another answers in its place until it gets a trial from ${moment(breaker.until)}.
    </p>`;
  return html`${open}${dueChecks > 0 && html`<p class="note">${count(dueChecks, 'verification')} left for later and not answered yet. <code>sg watch</code> makes them.</p>`}`;
}

function charts({ alleles, points, locus }: LocusModel, link: Linker): Html {
  const expressed = alleles.filter(({ role }) => role === 'dominant' || role === 'fallback').slice(0, mostCharts);
  return html`<h2 id="fitness">Fitness over time</h2>
    ${expressed.length === 0 && html`<p class="empty">The phenotype expresses no allele here.</p>`}
    <div class="charts">
      ${expressed.map(
        ({ allele, role, present }) =>
          html`<figure>
            ${fitnessChart(points(allele), `${role} ${allele.slice(0, 12)}`)}
            <figcaption>${alleleLink(link, present ? locus : undefined, allele)} ${roleBadge(role)}</figcaption>
          </figure> `,
      )}
    </div>
    <p class="legend">
      Line: share of good verdicts, weighted. Band: 95 % interval; what is unknown widens it. Strips: since when each
      timescale is known.
    </p>`;
}

function alleleTable({ alleles, locus }: LocusModel, link: Linker, page: number): Html {
  const rows = alleles.slice((page - 1) * allelesPerPage, page * allelesPerPage);
  return table({
    caption: `Alleles of ${locus}`,
    long: true,
    columns: [
      { name: 'Allele' },
      { name: 'Role' },
      { name: 'Fitness, 95 % interval' },
      { name: 'Unknown' },
      { name: 'Runs', numeric: true },
      { name: 'Failed', numeric: true },
      { name: 'Origin' },
      { name: 'Born' },
    ],
    rows: rows.map((allele) => [
      alleleLink(link, allele.present ? locus : undefined, allele.allele),
      html`${roleBadge(allele.role)}${!allele.present && html` ${badge('missing', 'bad')}`}`,
      fitnessCell(allele.fitness),
      unknownCell(allele.fitness),
      allele.tally.attempts.toLocaleString('en'),
      failedCell(allele),
      ...birth(allele),
    ]),
    empty: 'It has no alleles.',
  });
}

function birth({ certificate }: KnownAllele): readonly [Part, Part] {
  if (typeof certificate === 'string') return [html`<code>${certificate}</code>`, ''];
  const { origin, generation, engine, created } = certificate;
  return [
    html`${origin}${engine !== undefined && html` <small>${engine.name}</small>`}${generation > 0 && html` <small>generation ${generation}</small>`}`,
    moment(created),
  ];
}

function buried({ buried: graves }: LocusModel): Part {
  if (graves.length === 0) return '';
  return html`<h2 id="rejected">Rejected candidates</h2>
    ${table({
      caption: 'Candidates that were rejected',
      columns: [{ name: 'Candidate' }, { name: 'Stage' }, { name: 'Reason' }, { name: 'When' }],
      rows: graves
        .slice(-200)
        .reverse()
        .map(({ digest, stage, reason, date }) => [
          html`<code>${digest.slice(0, 12)}</code>`,
          stage,
          reason,
          moment(date),
        ]),
      empty: '',
    })}`;
}
