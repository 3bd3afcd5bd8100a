import { locusKind } from '../../organism/status/status.ts';
import { namedAlleles, poolOf, type AlleleStatus } from '../../organism/status/allele-status.ts';
import type { GenomeState } from '../model/genome-state.ts';
import { html, type Html, type Part } from '../markup/html.ts';
import type { Linker } from '../markup/routes.ts';
import { alleleLink, failedCell, fitnessCell, locusLink, riskBadge, unknownCell } from './cells.ts';
import { count, layout, moment } from './layout.ts';
import { table, type Column } from './table.ts';

/** Everything at a glance: each locus with its dominant, and what needs somebody. */
export function overviewPage(state: GenomeState, link: Linker): string {
  const rows = state.loci.map((locus) => rowOf(state, locus));
  const genes = rows.filter(({ kind, alleles }) => kind === 'gene' || alleles > 0);
  const total = rows.reduce((sum, { alleles }) => sum + alleles, 0);
  const unknown = genes.filter(({ dominant }) => dominant === undefined || dominant.fitness.observations === 0).length;
  return layout({
    link,
    state,
    title: 'Overview',
    lead: figures([
      ['genes', genes.length],
      ['pathways', state.contracts.pathways.size],
      ['alleles', total],
      ['never observed', unknown],
      ['open breakers', state.breakers.length],
      ['checks due', state.ledgers.dues.length],
      ['hosts', state.ledgers.hosts.length],
    ]),
    body: html`${attention(state, link)}
      <h2 id="loci">Loci</h2>
      ${lociTable(genes, state, link)}`,
  });
}

function figures(entries: readonly (readonly [string, number])[]): Html {
  return html`<ul class="figures">
    ${entries.map(([name, value]) => html`<li><b>${value.toLocaleString('en')}</b> ${name}</li>`)}
  </ul>`;
}

interface Row extends ReturnType<typeof locusKind> {
  readonly dominant: AlleleStatus | undefined;
  readonly alleles: number;
}

function rowOf({ contracts, phenotype, survey, ledgers }: GenomeState, locus: string): Row {
  const inventory = survey.loci.get(locus);
  const named = namedAlleles(phenotype, locus, inventory, ledgers.tallies);
  const alleles = named.length + poolOf(phenotype, locus, inventory).length;
  return { ...locusKind(contracts, locus), dominant: named.find(({ role }) => role === 'dominant'), alleles };
}

const columns: readonly Column[] = [
  { name: 'Locus' },
  { name: 'Risk' },
  { name: 'Dominant' },
  { name: 'Fitness, 95 % interval' },
  { name: 'Unknown' },
  { name: 'Runs', numeric: true },
  { name: 'Failed', numeric: true },
  { name: 'Alleles', numeric: true },
];

function lociTable(rows: readonly Row[], { breakers, survey }: GenomeState, link: Linker): Html {
  const open = new Set(breakers.map(({ locus }) => locus));
  return table({
    caption: 'Loci and their dominant alleles',
    columns,
    long: true,
    empty: 'There are no contracts and no alleles.',
    rows: rows.map(({ locus, family, kind, risk, dominant, alleles }): readonly Part[] => [
      html`${locusLink(link, locus)}
        <small>${family ?? kind}</small>${open.has(locus) && html` <span class="badge bad">breaker open</span>`}`,
      riskBadge(risk),
      dominant === undefined
        ? html`<span class="unknown">none</span>`
        : alleleLink(
            link,
            survey.loci.get(locus)?.alleles.includes(dominant.allele) === true ? locus : undefined,
            dominant.allele,
          ),
      dominant && fitnessCell(dominant.fitness),
      dominant && unknownCell(dominant.fitness),
      dominant?.tally.attempts.toLocaleString('en') ?? '',
      dominant && failedCell(dominant),
      alleles.toLocaleString('en'),
    ]),
  });
}

/** What somebody should look at; nothing where all is well. */
function attention(state: GenomeState, link: Linker): Part {
  const { breakers, survey, ledgers, loci } = state;
  const notes: Html[] = [
    ...breakers.map(
      ({ locus, allele, state: how, until }) =>
        html`<li>
          ${locusLink(link, locus, loci.includes(locus))}: the breaker of
          ${alleleLink(link, survey.loci.get(locus)?.alleles.includes(allele) === true ? locus : undefined, allele)} is
          ${how}; it gets a trial from ${moment(until)}.
        </li>`,
    ),
    ...survey.strays.slice(0, 20).map(({ path, reason }) => html`<li>Stray file <code>${path}</code>: ${reason}.</li>`),
  ];
  if (survey.strays.length > 20) notes.push(html`<li>${count(survey.strays.length - 20, 'more stray file')}.</li>`);
  if (ledgers.damaged > 0)
    notes.push(html`<li>${count(ledgers.damaged, 'line')} of the ledger here are torn or altered.</li>`);
  for (const { branch, error } of ledgers.broken)
    notes.push(html`<li>The ledger <code>${branch.name}</code> does not count: <code>${error}</code>.</li>`);
  if (ledgers.leftOut > 0)
    notes.push(html`<li>${count(ledgers.leftOut, 'host')} left out: there are too many to read for a page.</li>`);
  return notes.length === 0
    ? ''
    : html`<h2 id="attention">To look at</h2>
        <ul class="attention">
          ${notes}
        </ul>`;
}
