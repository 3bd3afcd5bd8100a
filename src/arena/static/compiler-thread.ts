import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { EnvironmentError } from '../../errors/environment-error.ts';
import type { CompilerMessage, CompilerRequest } from './compiler-requests.ts';
import type { SourceFinding } from './source-finding.ts';
import { startThread } from './start-thread.ts';

/** For one source once the thread is up; the first one also parses the library. Real alleles take milliseconds. */
const requestTimeoutMs = 30_000;
const startTimeoutMs = 60_000;

/** How long an idle thread is kept: it holds some 150 MB. */
const idleMs = 5_000;

const megabytes = 768;

/** As this file's: TypeScript where sg runs from its sources. */
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';

/**
 * TypeScript in a thread that can be stopped: its parser and checker are recursive, and for hostile text their time and
 * memory have no useful bound. It is loaded when the first source comes.
 */
export class CompilerThread {
  readonly #timeoutMs: number;
  #worker: Worker | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;

  constructor(timeoutMs = requestTimeoutMs) {
    this.#timeoutMs = timeoutMs;
  }

  /** One source at a time. A source the compiler can't finish is a finding, and the next one gets a new thread. */
  ask(request: CompilerRequest): Promise<readonly SourceFinding[]> {
    const reply = this.#queue.then(() => this.#askNow(request));
    this.#queue = reply.catch(() => undefined);
    return reply;
  }

  /** Stops the thread; the next request starts another. */
  dispose(): void {
    clearTimeout(this.#idle);
    void this.#worker?.terminate();
    this.#worker = undefined;
  }

  async #askNow(request: CompilerRequest): Promise<readonly SourceFinding[]> {
    clearTimeout(this.#idle);
    const worker = (this.#worker ??= await startCompiler());
    worker.postMessage(request);
    const reply = await nextMessage(worker, this.#timeoutMs);
    if (!('findings' in reply)) {
      this.dispose();
      return [{ kind: 'not-checkable', line: 1, column: 1, message: gaveUp(reply) }];
    }
    this.#idle = setTimeout(() => {
      this.dispose();
    }, idleMs).unref();
    return reply.findings;
  }
}

function gaveUp(reply: CompilerMessage): string {
  return `The compiler gave up on the source: ${'broken' in reply ? reply.broken : 'it answered out of turn'}.`;
}

async function startCompiler(): Promise<Worker> {
  const worker = startThread(new URL(`./compiler-thread-main.${extension}`, import.meta.url), megabytes);
  const message = await nextMessage(worker, startTimeoutMs);
  if ('ready' in message) return worker;
  await worker.terminate();
  throw new EnvironmentError({
    code: 'compiler-thread',
    message: `The thread that checks types did not start: ${'broken' in message ? message.broken : 'it answered out of turn'}.`,
    hint: 'Check that the package typescript is installed and that the machine has memory to spare.',
  });
}

/** It keeps the process alive only meanwhile. */
async function nextMessage(worker: Worker, timeoutMs: number): Promise<CompilerMessage> {
  const stop = new AbortController();
  const timer = setTimeout(() => {
    stop.abort();
  }, timeoutMs);
  worker.ref();
  try {
    const exit = once(worker, 'exit', stop).then(() => ({ broken: 'its thread ended' }));
    const message = once(worker, 'message', stop).then(([first]) => first as CompilerMessage);
    return await Promise.race([message, exit]);
  } catch (error) {
    if (stop.signal.aborted) return { broken: `it took more than ${timeoutMs} ms` };
    return { broken: (error as Error).message };
  } finally {
    clearTimeout(timer);
    stop.abort();
    worker.unref();
  }
}
