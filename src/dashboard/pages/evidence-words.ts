import type { Evidence, EvidenceAnswer } from '../../arena/evidence.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import { shortDigest } from '../../model/digest.ts';
import { html, type Html, type Part } from '../markup/html.ts';
import { badge } from './cells.ts';
import { count } from './layout.ts';
import { facts, table } from './table.ts';

const tones = { rejected: 'bad', review: 'warn', better: 'good', passed: 'good', inconclusive: 'warn' } as const;

/** What the arena measured, in words. It is a file in the tree: `sg arena verify` measures it again. */
export function evidenceWords(evidence: Evidence): Html {
  const { verdict, incumbent, competition, stages } = evidence;
  return html`<p>
      ${badge(verdict.result, tones[verdict.result])}
      ${verdict.reason}${incumbent === null ? '' : html` Compared with <code>${shortDigest(incumbent)}</code>.`}
    </p>
    ${table({
      caption: 'Stages of the arena',
      columns: [{ name: 'Stage' }, { name: 'Result' }, { name: 'Checked', numeric: true }, { name: 'Found' }],
      rows: stages.map(({ stage, status, checked, failures }) => [
        stage,
        statusBadge(status),
        checked.toLocaleString('en'),
        failures
          .slice(0, 5)
          .map(({ kind, at, message }) => html`<div><code>${kind}</code> at ${at}: ${short(message)}</div>`),
      ]),
      empty: 'No stages.',
    })}
    ${competition !== null && competitionWords(evidence, competition)} ${differenceList(evidence)}
    ${basisFacts(evidence)}`;
}

function statusBadge(status: 'passed' | 'failed' | 'skipped'): Html {
  return badge(status, status === 'failed' ? 'bad' : status === 'passed' ? 'good' : 'plain');
}

function competitionWords({ basis }: Evidence, found: NonNullable<Evidence['competition']>): Html {
  const { pairs, wins, losses, ties, open, m, threshold, decision, cost } = found;
  const person = open === 0 ? '' : ` In ${count(open, 'pair')} only a person can say who is right.`;
  return html`<p>
    On ${count(pairs, 'pair')} of equal trials it won ${wins}, lost ${losses} and did alike on ${ties}.${person} The
    test reached M = ${m} where ${threshold} is needed (α = ${basis.alpha.promote}, challenger
    ${basis.alpha.challenger}): ${decision}. Over ${count(cost.worlds, 'world')} it made
    ${count(cost.candidate.operations, 'kernel operation')}, the incumbent
    ${cost.incumbent.operations.toLocaleString('en')}.
  </p>`;
}

function differenceList({ differences }: Evidence): Part {
  if (differences.length === 0) return '';
  return table({
    caption: 'Differences in behaviour',
    columns: [{ name: 'At' }, { name: 'Input' }, { name: 'Incumbent' }, { name: 'Candidate' }],
    rows: differences.map(({ at, input, incumbent, candidate }) => [
      at,
      html`<code>${short(canonicalJson(input))}</code>`,
      answer(incumbent),
      answer(candidate),
    ]),
    empty: '',
  });
}

function answer({ outcome, output, refusal, kind, message, unhealthy }: EvidenceAnswer): Html {
  if (outcome === 'ok') return html`<code>${short(canonicalJson(output))}</code>`;
  if (outcome === 'refused') return html`refuses: ${short(refusal ?? '')}`;
  const found = unhealthy.length === 0 ? '' : `; unhealthy: ${unhealthy.join(', ')}`;
  return html`<code>${kind ?? outcome}</code> ${short(message)}${found}`;
}

function basisFacts({ basis, locus, candidate }: Evidence): Html {
  const { seed, budget, cases } = basis;
  return facts([
    [
      'Seed',
      html`<code>${short(seed.value)}</code>,
        ${seed.nonce === null ? 'chosen by hand' : 'derived from candidate and repository'}`,
    ],
    ['Budget', `${count(budget.worlds, 'world')}, ${budget.faultWorlds} with faults, ${count(budget.pairs, 'pair')}`],
    ['Failures replayed', cases.length],
    ['Recompute', html`<code>sg arena verify genome/${locus}/${candidate}.evidence.json</code>`],
  ]);
}

const longest = 160;

function short(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
