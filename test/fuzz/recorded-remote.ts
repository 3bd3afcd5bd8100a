import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveGit } from '../github/forge/git-backend.ts';

/** What a git server said to one kind of question. */
export interface Answer {
  readonly type: string;
  readonly body: Buffer;
}

/** `advertised` opens a fetch, `listed` answers a list, `opened` opens a push. */
export const questions = ['advertised', 'packed', 'capable', 'listed', 'opened', 'pushed'] as const;

export type Question = (typeof questions)[number];

/** How an answer gets to whoever asked: all of it, broken off by a reset, or with no more coming. */
export type Manner = 'whole' | 'reset' | 'stalled';

/** A real git server whose answers are kept, and one that says them again, or whatever else it is told. */
export class RecordedRemote {
  readonly recorded = new Map<Question, Answer>();
  readonly #server: Server;
  readonly #root: string;
  #saying: ((question: Question) => { readonly body: Buffer; readonly manner: Manner }) | undefined;

  private constructor(root: string) {
    this.#root = root;
    this.#server = createServer((request, response) => {
      this.#answer(request, response);
    });
  }

  /** @param root folder that holds `OWNER/REPOSITORY.git` */
  static async start(root: string): Promise<RecordedRemote> {
    const remote = new RecordedRemote(root);
    await new Promise<void>((listening) => remote.#server.listen(0, '127.0.0.1', listening));
    return remote;
  }

  url(name: string): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}/${name}`;
  }

  /** From now on nothing is asked of git. */
  say(question: Question, body: Buffer, manner: Manner): void {
    this.#saying = (asked) => ({
      body: asked === question ? body : (this.recorded.get(asked)?.body ?? Buffer.alloc(0)),
      manner: asked === question ? manner : 'whole',
    });
  }

  /** From now on git answers again, and is recorded. */
  record(): void {
    this.#saying = undefined;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const question = questionOf(request);
    if (this.#saying === undefined) {
      this.#listen(question, response);
      serveGit({ root: this.#root, user: 'somebody' }, request, response);
      return;
    }
    request.resume();
    const { body, manner } = this.#saying(question);
    response.writeHead(200, { 'content-type': this.recorded.get(question)?.type ?? 'text/plain' });
    if (manner === 'whole') response.end(body);
    else response.write(body, () => (manner === 'reset' ? response.destroy() : undefined));
  }

  #listen(question: Question, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    const write = response.write.bind(response);
    response.write = ((chunk: Buffer) => {
      chunks.push(chunk);
      return write(chunk);
    }) as typeof response.write;
    response.on('finish', () => {
      const type = String(response.getHeader('content-type'));
      this.recorded.set(question, { type, body: Buffer.concat(chunks) });
    });
  }
}

function questionOf({ url = '', headers }: IncomingMessage): Question {
  if (url.includes('service=git-receive-pack')) return 'opened';
  if (url.endsWith('/git-receive-pack')) return 'pushed';
  const second = headers['git-protocol'] === 'version=2';
  if (url.includes('/info/refs')) return second ? 'capable' : 'advertised';
  return second ? 'listed' : 'packed';
}
