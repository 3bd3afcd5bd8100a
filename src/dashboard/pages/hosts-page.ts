import type { AlleleTally } from '../../ledger/allele-tally.ts';
import type { GenomeState } from '../model/genome-state.ts';
import type { PublishedHost } from '../model/read-host.ts';
import { html, type Html, type Part } from '../markup/html.ts';
import type { Linker } from '../markup/routes.ts';
import { badge } from './cells.ts';
import { count, layout, moment } from './layout.ts';
import { table } from './table.ts';

/** Hosts that published their ledgers: when, what they captured, and what it adds up to. */
export function hostsPage(state: GenomeState, link: Linker): string {
  const { hosts, broken, leftOut, local, ownBranch } = state.ledgers;
  const here = local
    ? html`<p class="note">
        This machine has a ledger of its own; it counts
        too${ownBranch !== null && html`, in place of <code>${ownBranch}</code>`}.
      </p>`
    : '';
  return layout({
    link,
    state,
    title: 'Hosts',
    lead: html`<p>
        What hosts published in <code>fitness/</code> branches, as far as it was fetched. Names and times are their own
        claims.
      </p>
      ${here}`,
    body: html`${table({
      caption: 'Hosts and their ledgers',
      long: true,
      columns: [
        { name: 'Host' },
        { name: 'Last report' },
        { name: 'Runs', numeric: true },
        { name: 'Failed', numeric: true },
        { name: 'Good', numeric: true },
        { name: 'Bad', numeric: true },
        { name: 'Loci', numeric: true },
        { name: 'Cases', numeric: true },
        { name: 'Capture' },
      ],
      rows: hosts.map(rowOf),
      empty: 'No host has published a ledger that is known here.',
    })}
    ${
      broken.length > 0 &&
      html`<h2 id="broken">Not counted</h2>
        <ul class="attention">
          ${broken.map(({ branch, error }) => html`<li><code>${branch.name}</code>: <code>${error}</code></li>`)}
        </ul>`
    }
    ${leftOut > 0 && html`<p class="note">${count(leftOut, 'branch', 'branches')} left out: there are too many to read for a page.</p>`}`,
  });
}

function rowOf({ branch, reported, tallies, cases, counts, epochs }: PublishedHost): readonly Part[] {
  const all = [...tallies.values()].flatMap((alleles) => [...alleles.values()]);
  const sum = (of: (tally: AlleleTally) => number): string =>
    all.reduce((total, tally) => total + of(tally), 0).toLocaleString('en');
  const seen = (side: 'good' | 'bad') => (tally: AlleleTally) =>
    Object.values(tally.observations).reduce((total, each) => total + each[side], 0);
  return [
    hostName(branch.name, branch.remote, counts, epochs),
    moment(reported),
    sum(({ attempts }) => attempts),
    sum(({ outcomes, interrupted }) => outcomes['gene-failure'] + interrupted),
    sum(seen('good')),
    sum(seen('bad')),
    tallies.size,
    cases.count,
    cases.captured.length === 0 ? html`<span class="unknown">no case</span>` : cases.captured.join(', '),
  ];
}

function hostName(branch: string, remote: string | null, counts: boolean, epochs: number): Html {
  return html`${branch.replace(/^fitness\//, '')}${remote !== null && html` <small>at ${remote}</small>`}${epochs > 1 && html` <small>${epochs} epochs</small>`}${!counts && html` ${badge('not counted: the same machine has a newer ledger', 'warn')}`}`;
}
