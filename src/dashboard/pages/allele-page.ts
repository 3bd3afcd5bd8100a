import type { Certificate } from '../../genome/certificate.ts';
import { shortDigest, type Sha256 } from '../../model/digest.ts';
import type { AlleleModel } from '../model/read-allele.ts';
import { html, type Html, type Part } from '../markup/html.ts';
import type { Linker } from '../markup/routes.ts';
import { alleleLink, badge, failedCell, fitnessCell, roleBadge, unknownCell } from './cells.ts';
import { evidenceWords } from './evidence-words.ts';
import { fitnessChart } from './fitness-chart.ts';
import { count, layout, moment, type PageState } from './layout.ts';
import { differenceView, sourceView } from './source-view.ts';
import { facts, table } from './table.ts';

/** One allele: how it fares, where it comes from, what it says and what the arena measured. */
export function allelePage(state: PageState, model: AlleleModel, link: Linker): string {
  const { locus, status, points, parent, source } = model;
  const short = shortDigest(status.allele);
  return layout({
    link,
    state,
    title: `${locus} ${short}`,
    trail: [
      ['Overview', { kind: 'overview' }],
      [locus, { kind: 'locus', locus, page: 1 }],
    ],
    lead: html`<p class="digest"><code>${status.allele}</code></p>
      ${standing(model)}`,
    body: html`<h2 id="fitness">Fitness</h2>
      ${fitnessFacts(model)}
      <figure class="wide">${fitnessChart(points, `Allele ${short}`)}</figure>
      ${timescaleTable(model)}
      <h2 id="certificate">Birth certificate</h2>
      ${certificateFacts(model, link)}
      <h2 id="evidence">Evidence of the arena</h2>
      ${evidence(model)}
      ${
        parent !== null &&
        html`<h2 id="difference">Difference from ${alleleLink(link, parent.locus, parent.allele)}</h2>
          ${differenceView(parent.difference, 'Difference from its parent')}`
      }
      <h2 id="source">Source</h2>
      <p class="note">
        Written by ${author(status.certificate)}; shown as it is, checked against its digest. <code>${model.file}</code>
      </p>
      ${source.code === undefined ? sourceView(source.value, 'Source') : html`<p class="note bad">It cannot be shown: <code>${source.code}</code>.</p>`}`,
  });
}

function author(certificate: Certificate | string): string {
  if (typeof certificate === 'string') return 'nobody knows whom';
  const { origin, engine } = certificate;
  if (engine !== undefined) return `${engine.name}${engine.model === undefined ? '' : ` (${engine.model})`}`;
  return {
    seed: 'whoever began the genome',
    mutation: 'an engine',
    fusion: 'fusion of its steps',
    import: 'another genome',
    author: 'a person',
  }[origin];
}

function standing({ status, expressed }: AlleleModel): Html {
  const where = expressed.map(
    ({ phenotype, role }) =>
      html`${badge(role, role === 'dominant' ? 'accent' : role === 'deprecated' ? 'bad' : 'plain')} in ${phenotype} `,
  );
  return html`<p class="tags">
    ${expressed.length === 0 ? html`${roleBadge(status.role)} no phenotype names it` : where}
  </p>`;
}

function fitnessFacts({ status }: AlleleModel): Html {
  const { fitness, tally } = status;
  return facts([
    ['Fitness', fitnessCell(fitness)],
    ['Unknown', unknownCell(fitness) || 'nothing'],
    ['Runs', tally.attempts.toLocaleString('en')],
    ['Failed', failedCell(status)],
    ['Refused', tally.outcomes.refused.toLocaleString('en')],
    ['Environment failed', tally.outcomes.environment.toLocaleString('en')],
    ['Interrupted', tally.interrupted.toLocaleString('en')],
    ['Last', tally.lastAt === 0 ? 'never' : moment(tally.lastAt)],
  ]);
}

function timescaleTable({ status: { tally } }: AlleleModel): Html {
  const { immediate, convergence, resilience } = tally.observations;
  const row = (name: string, { good, bad }: { good: number; bad: number }): readonly Part[] => [
    name,
    good,
    bad,
    good + bad === 0 ? html`<span class="unknown">unknown</span>` : (good / (good + bad)).toFixed(2),
  ];
  return table({
    caption: 'Verdicts by timescale',
    columns: [
      { name: 'Timescale' },
      { name: 'Good', numeric: true },
      { name: 'Bad', numeric: true },
      { name: 'Share', numeric: true },
    ],
    rows: [row('immediate', immediate), row('convergence', convergence), row('resilience', resilience)],
    empty: '',
  });
}

function certificateFacts({ status: { certificate }, homes, locus }: AlleleModel, link: Linker): Html {
  if (typeof certificate === 'string')
    return html`<p class="note bad">It cannot be read: <code>${certificate}</code>.</p>`;
  const { origin, generation, created, parents, contract, promptedBy, note, engine, cost, remote } = certificate;
  const home = (parent: Sha256): string | undefined =>
    homes.get(parent)?.includes(locus) === true ? locus : homes.get(parent)?.[0];
  return facts([
    ['Origin', origin],
    ['Generation', generation],
    ['Born', moment(created)],
    ['Parents', parents.length > 0 && parents.map((parent) => html`${alleleLink(link, home(parent), parent)} `)],
    ['Note', note],
    ['Engine', engine && `${engine.name}${engine.model === undefined ? '' : `, ${engine.model}`}`],
    ['Prompt', engine?.prompt !== undefined && html`<code>${shortDigest(engine.prompt)}</code>`],
    [
      'Cost',
      cost &&
        `${count(cost.inputTokens, 'token')} in, ${count(cost.outputTokens, 'token')} out${cost.money === undefined ? '' : `, ${cost.money.currency} ${cost.money.amount}`}`,
    ],
    ['Prompted by case', promptedBy !== undefined && html`<code>${shortDigest(promptedBy)}</code>`],
    // Text, never a link: an address from outside could lead anywhere.
    ['From', remote && `${remote.url}${remote.commit === undefined ? '' : ` at ${remote.commit.slice(0, 12)}`}`],
    ['Contract', html`<code>${shortDigest(contract)}</code>`],
  ]);
}

function evidence({ evidence: found }: AlleleModel): Html {
  if (found === null) return html`<p class="empty">There is no evidence file beside it.</p>`;
  if (found.code !== undefined) return html`<p class="note bad">It cannot be read: <code>${found.code}</code>.</p>`;
  return evidenceWords(found.value);
}
