import {
  CodeActionKind,
  createConnection,
  DidChangeWatchedFilesNotification,
  ErrorCodes,
  ProposedFeatures,
  ResponseError,
  TextDocumentSyncKind,
  type CodeAction,
  type Connection,
  type Diagnostic,
  type InitializeParams,
  type InitializeResult,
  type TextDocumentPositionParams,
} from 'vscode-languageserver/node';
import { Documents } from './documents.ts';
import { completionsAt } from './features/completion.ts';
import { diagnosticsOf } from './features/diagnostics.ts';
import { documentSymbols } from './features/document-symbols.ts';
import { formattingEdits } from './features/formatting.ts';
import { hoverOf } from './features/hover.ts';
import { markupFor } from './features/markup.ts';
import { definitionsOf, referencesOf } from './features/navigation.ts';
import { refusesName, refusesRename, renameEdits } from './features/rename.ts';
import { offsetAt } from './positions.ts';
import {
  indexWorkspace,
  occurrenceAt,
  rememberingParser,
  type FiledOccurrence,
  type WorkspaceIndex,
} from './workspace-index.ts';

const capabilities: InitializeResult['capabilities'] = {
  textDocumentSync: TextDocumentSyncKind.Full,
  completionProvider: { triggerCharacters: ['{', '.', ' '] },
  hoverProvider: true,
  definitionProvider: true,
  referencesProvider: true,
  renameProvider: { prepareProvider: true },
  documentFormattingProvider: true,
  documentSymbolProvider: true,
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
};

/** Contracts that others change: a checkout, `sg contract fmt`. */
const watched = { watchers: [{ globPattern: '**/contracts/**/*.sg' }] };

/**
 * Speaks the Language Server Protocol (3.17) about `.sg` files, on standard input and output unless told otherwise, until the client says goodbye or
 * is gone. Reads contracts of the folders that the client has open; writes nothing.
 */
export function serve(
  version: string,
  input: NodeJS.ReadableStream = process.stdin,
  output: NodeJS.WritableStream = process.stdout,
): void {
  new Server(createConnection(ProposedFeatures.all, input, output), version).listen();
}

class Server {
  readonly #connection: Connection;
  readonly #documents = new Documents();
  readonly #version: string;
  readonly #parse = rememberingParser();
  #index: WorkspaceIndex | undefined;
  /** Files that the client was last told of faults in. */
  #faulty: ReadonlySet<string> = new Set();
  #publishes = false;
  #markup = markupFor(undefined);
  #watches = false;

  constructor(connection: Connection, version: string) {
    this.#connection = connection;
    this.#version = version;
  }

  listen(): void {
    this.#lifecycle();
    this.#synchronisation();
    this.#features();
    this.#connection.listen();
  }

  #lifecycle(): void {
    this.#connection.onInitialize(async (params) => {
      for (const uri of foldersOf(params)) await this.#documents.addFolder(uri);
      this.#markup = markupFor(params.capabilities.textDocument?.hover?.contentFormat);
      this.#watches = params.capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
      return { capabilities, serverInfo: { name: 'sg', version: this.#version } };
    });
    this.#connection.onInitialized(() => {
      if (this.#watches) this.#watch();
      this.#changed();
    });
  }

  /** A client that refuses after all leaves what is open to be edited. */
  #watch(): void {
    this.#connection.client.register(DidChangeWatchedFilesNotification.type, watched).catch(() => undefined);
  }

  #synchronisation(): void {
    this.#connection.onDidOpenTextDocument(({ textDocument: { uri, text } }) => {
      this.#documents.set(uri, text);
      this.#changed();
    });
    this.#connection.onDidChangeTextDocument(({ textDocument: { uri }, contentChanges }) => {
      const last = contentChanges.at(-1);
      if (last === undefined) return;
      this.#documents.set(uri, last.text);
      this.#changed();
    });
    this.#connection.onDidCloseTextDocument(async ({ textDocument: { uri } }) => {
      await this.#documents.close(uri);
      this.#changed();
    });
    this.#connection.onDidChangeWatchedFiles(async ({ changes }) => {
      for (const { uri } of changes) await this.#documents.refresh(uri);
      this.#changed();
    });
  }

  #features(): void {
    this.#connection.onCompletion(({ textDocument: { uri }, position }) =>
      completionsAt(this.#current(), uri, offsetAt(this.#documents.text(uri) ?? '', position)),
    );
    this.#connection.onHover(
      (params) => this.#at(params, (found) => hoverOf(this.#current(), found, this.#markup)) ?? null,
    );
    this.#connection.onDefinition(
      (params) => this.#at(params, (found) => definitionsOf(this.#current(), found, same)) ?? [],
    );
    this.#connection.onReferences(
      (params) =>
        this.#at(params, (found) => referencesOf(this.#current(), found, params.context.includeDeclaration, same)) ??
        [],
    );
    this.#connection.onPrepareRename((params) => this.#prepareRename(params));
    this.#connection.onRenameRequest((params) => this.#rename(params, params.newName));
    this.#connection.onDocumentFormatting(({ textDocument: { uri } }) => {
      const text = this.#documents.text(uri);
      return text === undefined ? [] : formattingEdits(uri, text);
    });
    this.#connection.onDocumentSymbol(({ textDocument: { uri } }) => {
      const contract = this.#current().contracts.get(uri);
      return contract === undefined ? [] : documentSymbols(contract);
    });
    this.#connection.onCodeAction(({ textDocument: { uri }, context }) =>
      context.diagnostics.flatMap((diagnostic) => quickFix(uri, diagnostic)),
    );
  }

  /** Edits that arrive together are looked at together. */
  #changed(): void {
    this.#index = undefined;
    if (this.#publishes) return;
    this.#publishes = true;
    setImmediate(() => {
      this.#publishes = false;
      this.#publish();
    });
  }

  #current(): WorkspaceIndex {
    return (this.#index ??= indexWorkspace(this.#documents.sources(), this.#parse));
  }

  #publish(): void {
    const index = this.#current();
    const faulty = new Set(index.diagnostics.map(({ file }) => file));
    for (const uri of new Set([...this.#faulty, ...faulty])) {
      void this.#connection.sendDiagnostics({ uri, diagnostics: [...diagnosticsOf(index, uri)] });
    }
    this.#faulty = faulty;
  }

  #at<T>(
    { textDocument: { uri }, position }: TextDocumentPositionParams,
    answer: (found: FiledOccurrence) => T,
  ): T | undefined {
    const found = occurrenceAt(this.#current(), uri, offsetAt(this.#documents.text(uri) ?? '', position));
    return found === undefined ? undefined : answer(found);
  }

  #prepareRename(params: TextDocumentPositionParams): { defaultBehavior: boolean } | null {
    const found = this.#at(params, (occurrence) => occurrence);
    if (found === undefined) return null;
    const refusal = refusesRename(found);
    if (refusal !== undefined) throw new ResponseError(ErrorCodes.InvalidRequest, refusal);
    return { defaultBehavior: true };
  }

  #rename(params: TextDocumentPositionParams, name: string): ReturnType<typeof renameEdits> | null {
    const found = this.#at(params, (occurrence) => occurrence);
    if (found === undefined) return null;
    const refusal = refusesRename(found) ?? refusesName(this.#current(), found, name);
    if (refusal !== undefined) throw new ResponseError(ErrorCodes.InvalidRequest, refusal);
    return renameEdits(this.#current(), found, name, same);
  }
}

/** Sources are known by their URI. */
function same(uri: string): string {
  return uri;
}

/** What older clients say is one folder. */
interface OpenFolders extends Pick<InitializeParams, 'workspaceFolders'> {
  readonly rootUri: string | null;
}

function foldersOf({ workspaceFolders, rootUri }: OpenFolders): readonly string[] {
  return workspaceFolders?.map(({ uri }) => uri) ?? (rootUri === null ? [] : [rootUri]);
}

function quickFix(uri: string, diagnostic: Diagnostic): CodeAction[] {
  const { suggestion } = (diagnostic.data ?? {}) as { suggestion?: unknown };
  if (typeof suggestion !== 'string') return [];
  const edit = { changes: { [uri]: [{ range: diagnostic.range, newText: suggestion }] } };
  return [{ title: `Change to \`${suggestion}\``, kind: CodeActionKind.QuickFix, diagnostics: [diagnostic], edit }];
}
