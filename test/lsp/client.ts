import { PassThrough } from 'node:stream';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import type {
  Diagnostic,
  InitializeParams,
  PublishDiagnosticsParams,
  Registration,
  RegistrationParams,
} from 'vscode-languageserver';
import { serve } from '../../src/lsp/server.ts';
import { projectRoot } from '../helpers/project-root.ts';

/** A client of the language server, over the real protocol. */
export class Client {
  readonly connection: MessageConnection;
  readonly root: string;
  /** What the server asked to be told of. */
  readonly registered: Registration[] = [];
  readonly #faults = new Map<string, readonly Diagnostic[]>();
  readonly #versions = new Map<string, number>();

  private constructor(connection: MessageConnection, root: string) {
    this.connection = connection;
    this.root = root;
    connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }: PublishDiagnosticsParams) => {
      this.#faults.set(uri, diagnostics);
    });
    connection.onRequest('client/registerCapability', ({ registrations }: RegistrationParams) => {
      this.registered.push(...registrations);
    });
    connection.listen();
  }

  /** @param root folder that the client has open */
  static async start(root = projectRoot, said: Partial<InitializeParams> = {}): Promise<Client> {
    const [there, back] = [new PassThrough(), new PassThrough()];
    serve('1.2.3', there, back);
    const client = new Client(
      createMessageConnection(new StreamMessageReader(back), new StreamMessageWriter(there)),
      root,
    );
    onTestFinished(() => {
      client.connection.dispose();
    });
    await client.request('initialize', {
      processId: null,
      rootUri: null,
      capabilities: { textDocument: { hover: { contentFormat: ['markdown', 'plaintext'] } } },
      workspaceFolders: [{ uri: pathToFileURL(root).href, name: 'genome' }],
      ...said,
    });
    await client.connection.sendNotification('initialized', {});
    return client;
  }

  request<T>(method: string, params: unknown): Promise<T> {
    return this.connection.sendRequest(method, params);
  }

  uri(file: string): string {
    return pathToFileURL(path.join(this.root, file)).href;
  }

  text(file: string): string {
    return readFileSync(path.join(this.root, file), 'utf8');
  }

  /** Opens a file with a text, or gives it another one. */
  async type(file: string, text: string): Promise<void> {
    const uri = this.uri(file);
    const version = (this.#versions.get(uri) ?? 0) + 1;
    this.#versions.set(uri, version);
    if (version === 1) {
      const textDocument = { uri, languageId: 'sg', version, text };
      await this.connection.sendNotification('textDocument/didOpen', { textDocument });
    } else {
      const params = { textDocument: { uri, version }, contentChanges: [{ text }] };
      await this.connection.sendNotification('textDocument/didChange', params);
    }
  }

  /** The faults of a file as the server last told them: it tells them in its own time, so poll. */
  faults(file: string): readonly Diagnostic[] {
    return this.#faults.get(this.uri(file)) ?? [];
  }

  /** Asks about the place where `marked` stands in a file; `|` marks the cursor in it. */
  at(
    file: string,
    text: string,
    marked: string,
  ): { textDocument: { uri: string }; position: { line: number; character: number } } {
    const offset = text.indexOf(marked.replace('|', '')) + marked.indexOf('|');
    const before = text.slice(0, offset).split('\n');
    return {
      textDocument: { uri: this.uri(file) },
      position: { line: before.length - 1, character: before.at(-1)?.length ?? 0 },
    };
  }
}

/** Every contract of the network genome, by its path. */
export function contractFiles(): readonly string[] {
  const files = readdirSync(path.join(projectRoot, 'contracts'), { recursive: true }).map(String);
  return files.filter((file) => file.endsWith('.sg')).map((file) => `contracts/${file}`);
}
