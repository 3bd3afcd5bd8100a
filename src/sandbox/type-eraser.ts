import { once } from 'node:events';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { EnvironmentError } from '../errors/environment-error.ts';
import { eraserProgram, type EraserMessage, type EraserReply } from './eraser-worker.ts';

/** Time for one source once the thread is up. Real genes take some milliseconds. */
const sourceTimeoutMs = 5_000;
const startTimeoutMs = 60_000;
/** How long an idle thread is kept: it holds some 30 MB. */
const idleMs = 1_000;

/**
 * Runs the TypeScript parser in a thread that can be stopped: for some sources its time grows exponentially with nesting
 * (`a?(b):c=>(a?(b):c=>(…` ten deep takes seconds), and it is not metered as the engine is.
 */
export class TypeEraser {
  readonly #timeoutMs: number;
  #worker: Worker | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;

  constructor(timeoutMs = sourceTimeoutMs) {
    this.#timeoutMs = timeoutMs;
  }

  /**
   * One source at a time.
   *
   * @throws EnvironmentError `type-eraser` when the thread does not start
   */
  erase(source: string): Promise<EraserReply> {
    const reply = this.#queue.then(() => this.#eraseNow(source));
    this.#queue = reply.catch(() => undefined);
    return reply;
  }

  /** Stops the thread; the next source starts another. */
  dispose(): void {
    clearTimeout(this.#idle);
    void this.#worker?.terminate();
    this.#worker = undefined;
  }

  async #eraseNow(source: string): Promise<EraserReply> {
    clearTimeout(this.#idle);
    const worker = (this.#worker ??= await startWorker());
    worker.postMessage(source);
    const reply = await nextMessage(worker, this.#timeoutMs);
    if (reply === undefined || 'ready' in reply || 'broken' in reply) {
      this.dispose();
      const late = `The types could not be erased within ${this.#timeoutMs} ms.`;
      return { message: reply !== undefined && 'broken' in reply ? reply.message : late, broken: true };
    }
    this.#idle = setTimeout(() => {
      this.dispose();
    }, idleMs).unref();
    return reply;
  }
}

async function startWorker(): Promise<Worker> {
  const path = createRequire(import.meta.url).resolve('@swc/wasm-typescript');
  const worker = new Worker(eraserProgram, { eval: true, workerData: path, env: {}, execArgv: [], stdin: false });
  if ((await nextMessage(worker, startTimeoutMs)) !== undefined) return worker;
  await worker.terminate();
  throw new EnvironmentError({
    code: 'type-eraser',
    message: 'The thread that erases types did not start.',
    hint: 'Check that the package @swc/wasm-typescript is installed and that the machine has memory to spare.',
  });
}

/** The worker's next message; undefined when it dies or the time is up. It keeps the process alive only meanwhile. */
async function nextMessage(worker: Worker, timeoutMs: number): Promise<EraserMessage | undefined> {
  const stop = new AbortController();
  const timer = setTimeout(() => {
    stop.abort();
  }, timeoutMs);
  worker.ref();
  try {
    const exit = once(worker, 'exit', stop).then(() => undefined);
    const message = once(worker, 'message', stop).then(([first]) => first as EraserMessage);
    return await Promise.race([message, exit]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
    stop.abort();
    worker.unref();
  }
}
