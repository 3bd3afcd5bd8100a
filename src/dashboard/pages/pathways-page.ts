import type { Call, PathwayContract, Step } from '../../contract/ast.ts';
import type { FusionStatus } from '../../organism/fusion/fusion-status.ts';
import type { GenomeState } from '../model/genome-state.ts';
import { html, type Html } from '../markup/html.ts';
import type { Linker } from '../markup/routes.ts';
import { alleleLink, badge, locusLink, riskBadge } from './cells.ts';
import { layout } from './layout.ts';
import { prose } from './prose.ts';
import { table } from './table.ts';

/** Pathways with their steps, fusions and what topologies there are. */
export function pathwaysPage(state: GenomeState, link: Linker): string {
  const { contracts } = state;
  return layout({
    link,
    state,
    title: 'Pathways',
    body: html`<h2 id="fusions">Fusions</h2>
      <p class="note">
        A pathway that changed something and worked ten times in a row with the same alleles can be fused into one.
      </p>
      ${fusionTable(state, link)}
      <h2 id="steps">Steps</h2>
      ${[...contracts.pathways.values()].map((pathway) => onePathway(pathway, state, link))}
      ${contracts.pathways.size === 0 && html`<p class="empty">There are no pathways.</p>`}
      <h2 id="topologies">Topologies</h2>
      ${table({
        caption: 'Topologies',
        columns: [{ name: 'Topology' }, { name: 'What it is for' }, { name: 'Resources', numeric: true }],
        rows: [...contracts.topologies.values()].map(({ name, does, has }) => [
          name.text,
          does?.text ?? '',
          has.length,
        ]),
        empty: 'There are no topologies.',
      })}`,
  });
}

const tones = { counting: 'plain', ready: 'accent', fused: 'good', stale: 'warn', decomposed: 'bad' } as const;

function fusionTable({ fusions, survey, loci }: GenomeState, link: Linker): Html {
  const alleleOf = ({ pathway, allele }: FusionStatus): Html | string =>
    allele === null
      ? ''
      : alleleLink(link, survey.loci.get(pathway)?.alleles.includes(allele) === true ? pathway : undefined, allele);
  return table({
    caption: 'Fusion of pathways on this machine',
    columns: [
      { name: 'Pathway' },
      { name: 'State' },
      { name: 'Successes in a row', numeric: true },
      { name: 'Fused allele' },
      { name: 'Why it came apart' },
    ],
    rows: fusions.map((fusion) => [
      locusLink(link, fusion.pathway, loci.includes(fusion.pathway)),
      badge(fusion.state, tones[fusion.state]),
      fusion.count,
      alleleOf(fusion),
      fusion.reason,
    ]),
    empty: 'No pathway here can be fused.',
  });
}

function onePathway({ name, does, risk, steps }: PathwayContract, { loci }: GenomeState, link: Linker): Html {
  return html`<section class="pathway" id="pathway-${name.text}">
    <h3>${locusLink(link, name.text, loci.includes(name.text))} ${riskBadge(risk)}</h3>
    ${does !== undefined && prose(does.text)}
    <ol>
      ${steps.map((step) => html`<li value="${step.number}">${stepWords(step, link, loci)}</li>`)}
    </ol>
  </section> `;
}

function stepWords(step: Step, link: Linker, loci: readonly string[]): Html {
  const call = ({ target }: Call): Html => locusLink(link, target.text, loci.includes(target.text));
  if (step.kind === 'call') return call(step.call);
  if (step.kind === 'for')
    return html`for each <code>${step.variable.text}</code>: ${step.body.map((each) => html`${call(each)} `)}`;
  return html`by what step ${step.subject.step} found: ${step.branches.map((branch) => html`${call(branch.call)} `)}`;
}
