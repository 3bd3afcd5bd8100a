import ts from 'typescript';
import { sandboxLibrary } from './sandbox-library.ts';
import type { SourceFinding } from './source-finding.ts';
import { isExecute } from './module-statements.ts';

/** Types an allele may import: `kernel.d.ts`, `<locus>/contract.d.ts`. */
export type Declarations = Readonly<Record<string, string>>;

/** As genome/tsconfig.json has them; a test compares the two. */
export const checkedOptions = {
  target: ts.ScriptTarget.ES2023,
  types: [] as string[],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  isolatedModules: true,
  forceConsistentCasingInFileNames: true,
  noEmit: true,
} as const satisfies ts.CompilerOptions;

const libraryFile = '/library.d.ts';
const genomeFolder = '/genome';
const mostFindings = 20;
const longestMessage = 1_000;

/** Checks one allele after another; what stays the same between them (library, kernel, contracts) is parsed once. */
export class TypeChecker {
  readonly #library = sandboxLibrary(libraryFile);
  readonly #declared = new Map<string, ts.SourceFile>();
  #previous: ts.Program | undefined;

  /** The compiler's complaints in the order of the source, at most twenty. */
  check(locus: string, source: string, declarations: Declarations): readonly SourceFinding[] {
    const files = new Map([[libraryFile, this.#library]]);
    for (const [name, text] of Object.entries(declarations)) {
      files.set(`${genomeFolder}/${name}`, this.#declaration(`${genomeFolder}/${name}`, text));
    }
    const candidate = parse(`${genomeFolder}/${locus}/allele.ts`, source);
    const signature = parse(`${genomeFolder}/${locus}/signature.ts`, signatureText);
    for (const file of [candidate, signature]) files.set(file.fileName, file);
    const program = ts.createProgram(
      [...files.keys()],
      { ...checkedOptions, noLib: true },
      virtualHost(files),
      this.#previous,
    );
    this.#previous = program;
    const own = [...program.getSyntacticDiagnostics(candidate), ...program.getSemanticDiagnostics(candidate)];
    const start = executeStart(candidate);
    const found = [
      ...own.map((diagnostic) => finding(candidate, diagnostic.start ?? 0, diagnostic)),
      ...program.getSemanticDiagnostics(signature).map((diagnostic) => finding(candidate, start, diagnostic)),
    ];
    return inOrder(found).slice(0, mostFindings);
  }

  #declaration(path: string, text: string): ts.SourceFile {
    const known = this.#declared.get(path);
    if (known?.text === text) return known;
    const parsed = parse(path, text);
    this.#declared.set(path, parsed);
    return parsed;
  }
}

/** Compares execute with the contract's Gene, whatever types its author has written. */
const signatureText = `import execute from './allele.js';
import type { Gene } from './contract.js';
export const gene: Gene = execute;
`;

function parse(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
}

/** Only what is in the map exists; nothing on disk is looked at. */
function virtualHost(files: ReadonlyMap<string, ts.SourceFile>): ts.CompilerHost {
  return {
    getSourceFile: (name) => files.get(name),
    getDefaultLibFileName: () => libraryFile,
    writeFile: () => undefined,
    getCurrentDirectory: () => genomeFolder,
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    fileExists: (name) => files.has(name),
    readFile: (name) => files.get(name)?.text,
    directoryExists: (name) => name === genomeFolder || [...files.keys()].some((file) => file.startsWith(`${name}/`)),
    getDirectories: () => [],
  };
}

function finding(file: ts.SourceFile, start: number, { code, messageText }: ts.Diagnostic): SourceFinding {
  const { line, character } = file.getLineAndCharacterOfPosition(start);
  const message = ts.flattenDiagnosticMessageText(messageText, ' ').slice(0, longestMessage);
  return { kind: `ts-${code}`, line: line + 1, column: character + 1, message };
}

function executeStart(file: ts.SourceFile): number {
  return file.statements.find(isExecute)?.name?.getStart(file) ?? 0;
}

function inOrder(findings: readonly SourceFinding[]): readonly SourceFinding[] {
  return [...findings].sort((a, b) => a.line - b.line || a.column - b.column || (a.kind < b.kind ? -1 : 1));
}
