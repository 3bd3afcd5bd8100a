import type { PathwayContract } from '../../contract/ast.ts';
import type { Sha256 } from '../../model/digest.ts';
import { maxAlleleBytes } from '../../genome/genome.ts';
import { callSites } from './call-sites.ts';
import type { Book } from './composition.ts';
import { FusionDeclined } from './fusion-declined.ts';
import { readGeneScope, type ImportedType } from './gene-scope.ts';
import { geneFunction, pathwayCode, pathwayFunction } from './pathway-code.ts';
import { prelude } from './prelude.ts';

export interface FusedModule {
  /** One TypeScript module; the same contracts and alleles give the same bytes. */
  readonly source: string;
  /** The alleles in it by locus, sorted by locus. */
  readonly parents: readonly { readonly locus: string; readonly allele: Sha256 }[];
}

/**
 * Makes one module of the alleles that answer in a pathway now. Each source becomes a function of its own, so that names
 * don't meet and every call starts from fresh state as in a sandbox.
 * @throws FusionDeclined for what cannot be kept
 */
export async function fusedModule(book: Book, contract: PathwayContract): Promise<FusedModule> {
  const sites = callSites(book.contracts, contract).map((site) => site.contract);
  const loci = unique(sites.flatMap((site) => (site.kind === 'gene' ? [site.name.text] : []))).sort();
  const pathways = new Map(sites.flatMap((site) => (site.kind === 'pathway' ? [[site.name.text, site] as const] : [])));
  const imports: string[] = [];
  const scopes: string[] = [];
  const parents: FusedModule['parents'][number][] = [];
  for (const locus of loci) {
    const [gene] = await book.alleles.load(locus);
    const reading = readGeneScope(gene?.source ?? '');
    if (gene === undefined || !reading.ok) {
      throw new FusionDeclined(
        `the allele of ${locus} cannot be taken over: ${reading.ok ? 'there is none' : reading.reason}`,
      );
    }
    const { types, body, execute } = reading.scope;
    imports.push(...importLines(locus, types));
    const aliases = types.map(({ name, as }) => `  type ${as} = ${alias(locus, name)};\n`).join('');
    scopes.push(
      `/** ${locus} ${gene.digest} */\nfunction ${geneFunction(locus)}() {\n${aliases}${body}\n  return ${execute};\n}\n`,
    );
    parents.push({ locus, allele: gene.digest });
  }
  const composed = [...pathways.values()].sort((a, b) => (a.name.text < b.name.text ? -1 : 1));
  const source = [
    `// ${contract.name.text}, fused by sg from the alleles of its steps. Change those and fuse again.\n`,
    `import type { Input, Kernel, Output } from './contract.js';\n${imports.join('')}`,
    prelude,
    ...scopes,
    ...[...composed, contract].map((each) => pathwayCode(book.contracts, each)),
    execute(contract),
  ].join('\n');
  return { source: fitting(source), parents };
}

function importLines(locus: string, types: readonly ImportedType[]): readonly string[] {
  return (['contract', 'kernel'] as const).flatMap((from) => {
    const names = unique(types.filter((type) => type.from === from).map(({ name }) => name)).sort();
    if (names.length === 0) return [];
    const list = names.map((name) => `${name} as ${alias(locus, name)}`).join(', ');
    return [`import type { ${list} } from '../${from === 'kernel' ? 'kernel' : `${locus}/contract`}.js';\n`];
  });
}

function alias(locus: string, name: string): string {
  return `${locus}$${name}`;
}

function execute(contract: PathwayContract): string {
  return `export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  const healthy: boolean[] = [];
  sg$now.kernel = kernel as unknown as typeof sg$now.kernel;
  Object.freeze(sg$kernel);
  try {
    await ${pathwayFunction(contract.name.text)}({ input, kernel, at: '', healthy });
    return { success: true, healthy: healthy.every((found) => found) };
  } catch (error) {
    if (error instanceof sg$Stop) return { success: false, error: error.message };
    throw error;
  }
}
`;
}

function fitting(source: string): string {
  const bytes = Buffer.byteLength(source);
  if (bytes <= maxAlleleBytes) return source;
  throw new FusionDeclined(`it would have ${bytes} bytes, more than the ${maxAlleleBytes} of an allele`);
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
