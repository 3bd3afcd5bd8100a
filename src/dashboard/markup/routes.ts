import { isLocusName } from '../../genome/allele-path.ts';
import { isSha256, type Sha256 } from '../../model/digest.ts';
import { isPhenotypeName } from '../../phenotype/phenotype-path.ts';
import { Address } from './html.ts';

/** A page of the dashboard. `page` counts from 1 where a list is long. */
export type Route =
  | { readonly kind: 'overview' | 'pathways' | 'phenotypes' | 'hosts' }
  | { readonly kind: 'proposals'; readonly page: number }
  | { readonly kind: 'locus'; readonly locus: string; readonly page: number }
  /** What is older than a locus's own page shows: from page 2. */
  | { readonly kind: 'history'; readonly locus: string; readonly page: number }
  | { readonly kind: 'allele'; readonly locus: string; readonly allele: Sha256 }
  | { readonly kind: 'phenotype'; readonly phenotype: string };

/** Files beside the pages. */
export type AssetName = 'style.css' | 'tables.js';

/** Path of a page's file from the root of the site: the same for the server and for an export. */
export function routePath(route: Route): string {
  switch (route.kind) {
    case 'overview':
      return 'index.html';
    case 'proposals':
      return `proposals${pageSuffix(route.page)}.html`;
    case 'locus':
      return `loci/${route.locus}${pageSuffix(route.page)}.html`;
    case 'history':
      return `history/${route.locus}${pageSuffix(route.page)}.html`;
    case 'allele':
      return `alleles/${route.locus}/${route.allele}.html`;
    case 'phenotype':
      return `phenotypes/${route.phenotype}.html`;
    default:
      return `${route.kind}.html`;
  }
}

function pageSuffix(page: number): string {
  return page === 1 ? '' : `.${page}`;
}

/** The route of a path that was asked for; `undefined` for anything that is not written as `routePath` writes it. */
export function parseRoute(path: string): Route | undefined {
  const route = routeOf(path === '' ? 'index.html' : path);
  return route !== undefined && (path === '' || routePath(route) === path) ? route : undefined;
}

function routeOf(path: string): Route | undefined {
  const [, top = ''] = /^(pathways|phenotypes|hosts|index)\.html$/.exec(path) ?? [];
  if (top === 'index') return { kind: 'overview' };
  if (top !== '') return { kind: top as 'pathways' | 'phenotypes' | 'hosts' };
  const [, proposals] = /^proposals(?:\.(\d{1,6}))?\.html$/.exec(path) ?? [];
  if (path.startsWith('proposals')) return { kind: 'proposals', page: Number(proposals ?? 1) };
  const [folder, name = '', file = '', more] = path.split('/');
  if (more !== undefined) return undefined;
  if (folder === 'alleles') return alleleRoute(name, file);
  if (folder === 'loci' || folder === 'history') return locusRoute(folder === 'loci' ? 'locus' : folder, name);
  const phenotype = name.replace(/\.html$/, '');
  return folder === 'phenotypes' && isPhenotypeName(phenotype) ? { kind: 'phenotype', phenotype } : undefined;
}

function alleleRoute(locus: string, file: string): Route | undefined {
  const allele = file.replace(/\.html$/, '');
  return isLocusName(locus) && isSha256(allele) ? { kind: 'allele', locus, allele } : undefined;
}

function locusRoute(kind: 'locus' | 'history', file: string): Route | undefined {
  const [, locus = '', page = '1'] = /^([a-z0-9_]+)(?:\.(\d{1,6}))?\.html$/.exec(file) ?? [];
  if (kind === 'history' && page === '1') return undefined;
  return isLocusName(locus) ? { kind, locus, page: Number(page) } : undefined;
}

/** Addresses as one page has to write them. */
export interface Linker {
  /** The page that the links stand on. */
  readonly here: Route;
  to(route: Route, fragment?: string): Address;
  asset(name: AssetName): Address;
}

export function linkerOf(here: Route): Linker {
  const up = '../'.repeat(routePath(here).split('/').length - 1);
  return {
    here,
    to: (route, fragment) => new Address(`${up}${routePath(route)}${fragment === undefined ? '' : `#${fragment}`}`),
    asset: (name) => new Address(`${up}${name}`),
  };
}
