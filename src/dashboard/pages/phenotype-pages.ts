import type { Phenotype } from '../../phenotype/schema.ts';
import type { GenomeState } from '../model/genome-state.ts';
import { html, type Html, type Part } from '../markup/html.ts';
import type { Linker } from '../markup/routes.ts';
import { alleleLink, badge, locusLink } from './cells.ts';
import { count, layout } from './layout.ts';
import { facts, table } from './table.ts';

/** What there is of phenotypes. */
export function phenotypesPage(state: GenomeState, link: Linker): string {
  return layout({
    link,
    state,
    title: 'Phenotypes',
    body: table({
      caption: 'Phenotypes of the genome',
      columns: [
        { name: 'Phenotype' },
        { name: 'Description' },
        { name: 'Loci', numeric: true },
        { name: 'Fusions', numeric: true },
        { name: 'Policy' },
      ],
      rows: [...state.phenotypes].map(([name, phenotype]) => rowOf(name, phenotype, state, link)),
      empty: 'There are none.',
    }),
  });
}

function rowOf(name: string, phenotype: Phenotype | string, state: GenomeState, link: Linker): readonly Part[] {
  if (typeof phenotype === 'string')
    return [name, html`${badge('unreadable', 'bad')} <code>${phenotype}</code>`, '', '', ''];
  const { description, loci, fusion, policy } = phenotype;
  const shown = state.phenotype.name === name ? html` ${badge('shown', 'accent')}` : '';
  return [
    html`<a href="${link.to({ kind: 'phenotype', phenotype: name })}">${name}</a>${shown}`,
    description,
    loci.size,
    Object.keys(fusion).length,
    `capture ${policy.capture}, mutation ${policy.mutation}, fusion ${policy.fusion}`,
  ];
}

/** One phenotype; `undefined` where there is none, or it can't be read. */
export function phenotypePage(state: GenomeState, link: Linker, name: string): string | undefined {
  const phenotype = state.phenotypes.get(name);
  if (phenotype === undefined || typeof phenotype === 'string') return undefined;
  return layout({
    link,
    state,
    title: `Phenotype ${name}`,
    trail: [['Phenotypes', { kind: 'phenotypes' }]],
    lead: phenotype.description !== '' && html`<p class="prose">${phenotype.description}</p>`,
    body: html`<h2 id="settings">Settings</h2>
      ${settings(phenotype)}
      <h2 id="expression">Expression</h2>
      ${expression(state, link, phenotype)}`,
  });
}

function settings({ hardware, policy, parameters }: Phenotype): Html {
  const { immediate, convergence, resilience } = policy.weights;
  return facts([
    ['Interfaces', hardware.nic.join(', ')],
    ['Protected', hardware.protected.join(', ')],
    ['Allowed', hardware.allow.join(', ')],
    ['Must go on answering', hardware.reachability?.join(', ')],
    ['Capture', policy.capture],
    ['Mutation', policy.mutation],
    ['Fusion', policy.fusion],
    ['Weights', `immediate ${immediate}, convergence ${convergence}, resilience ${resilience}`],
    [
      'Error rates',
      policy.alpha !== undefined &&
        `promotion ${policy.alpha}${policy.alphaDemote === undefined ? '' : `, demotion ${policy.alphaDemote}`}`,
    ],
    ['Parameters', Object.keys(parameters).length > 0 && html`<code>${JSON.stringify(parameters)}</code>`],
  ]);
}

function expression({ survey, loci: known }: GenomeState, link: Linker, { loci }: Phenotype): Html {
  const name = (locus: string, allele: string): Html =>
    html`${alleleLink(link, survey.loci.get(locus)?.alleles.includes(allele) === true ? locus : undefined, allele)} `;
  return table({
    caption: 'What is expressed at each locus',
    long: true,
    columns: [{ name: 'Locus' }, { name: 'Dominant' }, { name: 'Falls back on' }, { name: 'Ruled out' }],
    rows: [...loci].map(([locus, entry]) => [
      locusLink(link, locus, known.includes(locus)),
      entry.dominant === undefined ? html`<span class="unknown">none</span>` : name(locus, entry.dominant),
      entry.fallback.map((allele) => name(locus, allele)),
      entry.deprecated.length > 8
        ? count(entry.deprecated.length, 'allele')
        : entry.deprecated.map((allele) => name(locus, allele)),
    ]),
    empty: 'It expresses nothing.',
  });
}
