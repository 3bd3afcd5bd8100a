import type { Sha256 } from '../../model/digest.ts';
import type { GenomeState } from '../model/genome-state.ts';
import type { Proposal, ProposalContent } from '../model/read-proposals.ts';
import { html, type Html } from '../markup/html.ts';
import type { Linker } from '../markup/routes.ts';
import { alleleLink, badge, locusLink } from './cells.ts';
import { evidenceWords } from './evidence-words.ts';
import { count, layout, moment } from './layout.ts';
import { pager, pagesOf } from './pager.ts';
import { differenceView } from './source-view.ts';
import { facts } from './table.ts';

/** Proposals of one page. */
export const proposalsPerPage = 20;

export interface ShownProposal extends Proposal {
  readonly content: ProposalContent;
}

/** Branches that ask for something, with what they hold. `undefined` where there is no such page. */
export function proposalsPage(
  state: GenomeState,
  link: Linker,
  { page, total, open, shown }: { page: number; total: number; open: number; shown: readonly ShownProposal[] },
): string | undefined {
  const pages = pagesOf(total, proposalsPerPage);
  if (page < 1 || page > pages) return undefined;
  return layout({
    link,
    state,
    title: page === 1 ? 'Proposals' : `Proposals, page ${page} of ${pages}`,
    lead: html`<p>
      ${count(total, 'branch', 'branches')}, ${open} open. A branch that was closed without merging stays open here
      until somebody deletes it.
    </p>`,
    body: html`${total === 0 && html`<p class="empty">No branch below <code>mutation/</code> or <code>promotion/</code> is known here. <code>git fetch</code> brings those of a remote.</p>`}${shown.map((proposal) => oneProposal(proposal, state, link))}${pager({ link, page, pages, name: 'proposals', route: (number) => ({ kind: 'proposals', page: number }) })}`,
  });
}

const tones = { open: 'accent', taken: 'good', unreadable: 'bad' } as const;

function oneProposal(proposal: ShownProposal, { survey, loci }: GenomeState, link: Linker): Html {
  const { kind, branch, committed, author, subject, locus, allele, trailers, state, phenotype, content } = proposal;
  const place = (digest: Sha256): string | undefined =>
    locus !== null && survey.loci.get(locus)?.alleles.includes(digest) === true ? locus : undefined;
  const value = (key: string): string | undefined =>
    trailers.find((trailer) => trailer.key.toLowerCase() === key)?.value;
  return html`<section class="proposal">
    <h2>${subject === '' ? branch.name : subject}</h2>
    <p class="tags">
      ${badge(kind)} ${badge(state, tones[state])}
      <code>${branch.name}</code> ${branch.remote !== null && html`at ${branch.remote}`}
      <code>${branch.commit.slice(0, 12)}</code>
    </p>
    ${facts([
      ['Locus', locus !== null && locusLink(link, locus, loci.includes(locus))],
      ['Phenotype', phenotype],
      ['Allele', allele !== null && alleleLink(link, place(allele), allele)],
      ['Made from', content.parent !== null && alleleLink(link, place(content.parent), content.parent)],
      ['Answers', value('sg-failure')],
      ['It said', value('sg-said')],
      ['Reason', value('sg-reason')],
      [
        'Wins and losses',
        value('sg-wins') !== undefined && `${value('sg-wins') ?? ''} and ${value('sg-losses') ?? ''}`,
      ],
      ['Test', value('sg-evidence')],
      ['By', author],
      ['Committed', committed !== null && moment(committed)],
    ])}
    ${
      content.evidence !== null &&
      html`<details>
        <summary>Evidence: ${content.evidence.verdict.result}</summary>
        ${evidenceWords(content.evidence)}
      </details>`
    }
    ${
      content.difference !== null &&
      html`<details>
        <summary>Difference</summary>
        ${differenceView(content.difference, `Difference that ${branch.name} brings`)}
      </details>`
    }
  </section> `;
}
