import { styleSheet } from './assets/style.ts';
import { tablesScript } from './assets/tables-script.ts';
import { linkerOf, type AssetName, type Linker, type Route } from './markup/routes.ts';
import { openGenomeState, type GenomeState, type StateSources } from './model/genome-state.ts';
import { readAllele } from './model/read-allele.ts';
import { readHistory, readLocus, type LocusModel } from './model/read-locus.ts';
import { readProposalContent, readProposals, type Proposal } from './model/read-proposals.ts';
import { allelePage } from './pages/allele-page.ts';
import { hostsPage } from './pages/hosts-page.ts';
import { allelesPerPage, historyPage, locusPage } from './pages/locus-page.ts';
import { overviewPage } from './pages/overview-page.ts';
import { pagesOf } from './pages/pager.ts';
import { pathwaysPage } from './pages/pathways-page.ts';
import { phenotypePage, phenotypesPage } from './pages/phenotype-pages.ts';
import { proposalsPage, proposalsPerPage } from './pages/proposals-page.ts';

/** Files beside the pages, by name. */
export const assets: Readonly<Record<AssetName, string>> = { 'style.css': styleSheet, 'tables.js': tablesScript };

/** The dashboard of a genome at one moment. Pages are read and made when they are asked for. */
export class Site {
  readonly #state: GenomeState;
  #proposals: Promise<readonly Proposal[]> | undefined;
  /** The locus that was read last: its further pages come next. */
  #locus: { readonly name: string; readonly model: Promise<LocusModel | undefined> } | undefined;

  private constructor(state: GenomeState) {
    this.#state = state;
  }

  /** @throws as `openGenomeState` */
  static async open(start: string, phenotype: string, sources?: StateSources): Promise<Site> {
    return new Site(await openGenomeState(start, phenotype, sources));
  }

  close(): void {
    this.#state.objects.close();
  }

  /** A page's HTML; `undefined` where the genome has nothing of that name. */
  async page(route: Route): Promise<string | undefined> {
    const [state, link] = [this.#state, linkerOf(route)];
    switch (route.kind) {
      case 'overview':
        return overviewPage(state, link);
      case 'pathways':
        return pathwaysPage(state, link);
      case 'phenotypes':
        return phenotypesPage(state, link);
      case 'hosts':
        return hostsPage(state, link);
      case 'phenotype':
        return phenotypePage(state, link, route.phenotype);
      case 'proposals':
        return this.#proposalsPage(link, route.page);
      case 'locus': {
        const model = await this.#readLocus(route.locus);
        return model === undefined ? undefined : locusPage(state, model, link, route.page);
      }
      case 'history': {
        const { locus, page } = route;
        if (page < 2 || !state.loci.includes(locus)) return undefined;
        return historyPage(state, locus, link, { page, part: await readHistory(state, locus, page) });
      }
      case 'allele': {
        const model = await readAllele(state, route.locus, route.allele);
        return model === undefined ? undefined : allelePage(state, model, link);
      }
    }
  }

  /** Every page there is. */
  async *routes(): AsyncGenerator<Route> {
    const { loci, survey, phenotypes } = this.#state;
    for (const kind of ['overview', 'pathways', 'phenotypes', 'hosts'] as const) yield { kind };
    for (const [phenotype, value] of phenotypes) if (typeof value !== 'string') yield { kind: 'phenotype', phenotype };
    const proposals = pagesOf((await this.#allProposals()).length, proposalsPerPage);
    for (let page = 1; page <= proposals; page += 1) yield { kind: 'proposals', page };
    for (const locus of loci) {
      const pages = pagesOf((await this.#readLocus(locus))?.alleles.length ?? 0, allelesPerPage);
      for (let page = 1; page <= pages; page += 1) yield { kind: 'locus', locus, page };
      for (let page = 2; await this.#hasOlder(locus, page - 1); page += 1) yield { kind: 'history', locus, page };
      for (const allele of survey.loci.get(locus)?.alleles ?? []) yield { kind: 'allele', locus, allele };
    }
  }

  async #hasOlder(locus: string, page: number): Promise<boolean> {
    const part = await readHistory(this.#state, locus, page);
    return typeof part !== 'string' && part.more;
  }

  async #proposalsPage(link: Linker, page: number): Promise<string | undefined> {
    const all = await this.#allProposals();
    const shown = all.slice((page - 1) * proposalsPerPage, page * proposalsPerPage);
    const opened = shown.map(async (proposal) => ({
      ...proposal,
      content: await readProposalContent(this.#state, proposal),
    }));
    const open = all.filter(({ state }) => state === 'open').length;
    return proposalsPage(this.#state, link, { page, total: all.length, open, shown: await Promise.all(opened) });
  }

  #allProposals(): Promise<readonly Proposal[]> {
    this.#proposals ??= readProposals(this.#state);
    return this.#proposals;
  }

  #readLocus(name: string): Promise<LocusModel | undefined> {
    if (this.#locus?.name !== name) this.#locus = { name, model: readLocus(this.#state, name) };
    return this.#locus.model;
  }
}
