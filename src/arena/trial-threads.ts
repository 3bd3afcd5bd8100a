import { once } from 'node:events';
import path from 'node:path';
import type { Worker } from 'node:worker_threads';
import { InternalError } from '../errors/internal-error.ts';
import { startThread } from './static/start-thread.ts';
import type { TrialSetup } from './trial-bench.ts';
import type { ExampleJob, TrialJob } from './trial-job.ts';
import type { ExampleFault } from './example-faults.ts';
import type { TrialResult } from './trial-result.ts';
import type { RunnerOptions, TrialRunner } from './trial-runner.ts';
import type { WorkerJob, WorkerOpening, WorkerReply } from './trial-worker.ts';

/** Jobs that are worth another thread: starting one takes as long as dozens of trials. */
const jobsWorthAThread = 8;

/**
 * Several threads with a bench each, started when there is work for them. A job goes to whichever is free; its result
 * stands where the job stood.
 */
export class TrialThreads implements TrialRunner {
  readonly #most: number;
  readonly #opening: WorkerOpening;
  readonly #workers: Worker[] = [];
  readonly #signal: AbortSignal | undefined;

  constructor(open: TrialSetup, { workers, cacheDir, signal }: RunnerOptions) {
    this.#most = workers;
    this.#opening = { open, cacheDir };
    this.#signal = signal;
  }

  trials(jobs: readonly TrialJob[]): Promise<readonly (readonly TrialResult[])[]> {
    return this.#run(jobs) as Promise<readonly (readonly TrialResult[])[]>;
  }

  examples(jobs: readonly ExampleJob[]): Promise<readonly (readonly ExampleFault[])[]> {
    return this.#run(jobs) as Promise<readonly (readonly ExampleFault[])[]>;
  }

  async dispose(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  async #run(jobs: readonly WorkerJob[]): Promise<readonly unknown[]> {
    const results: unknown[] = [];
    let next = 0;
    const drain = async (worker: Worker): Promise<void> => {
      for (let at = next++; at < jobs.length; at = next++) {
        this.#signal?.throwIfAborted();
        results[at] = await perform(worker, jobs[at] as WorkerJob);
      }
    };
    await Promise.all(this.#workersFor(jobs.length).map(drain));
    return results;
  }

  #workersFor(jobs: number): readonly Worker[] {
    const wanted = Math.min(this.#most, Math.ceil(jobs / jobsWorthAThread));
    while (this.#workers.length < wanted) this.#workers.push(startWorker(this.#opening));
    return this.#workers.slice(0, wanted);
  }
}

/** Megabytes of heap for one thread: the engine's memory and the genes kept ready stand beside it. */
const megabytes = 1024;

/** The same file that this one was loaded as: compiled, or TypeScript where sg runs from its sources. */
function startWorker(opening: WorkerOpening): Worker {
  const program = new URL(`./trial-worker${path.extname(import.meta.filename)}`, import.meta.url);
  const worker = startThread(program, megabytes);
  worker.postMessage(opening);
  // A thread that waits keeps no process alive.
  worker.unref();
  return worker;
}

async function perform(worker: Worker, job: WorkerJob): Promise<unknown> {
  const stop = new AbortController();
  worker.ref();
  try {
    const exit = once(worker, 'exit', stop).then(() => undefined);
    const message = once(worker, 'message', stop).then(([first]) => first as WorkerReply);
    worker.postMessage(job);
    const reply = await Promise.race([message, exit]);
    if (reply === undefined) throw new InternalError('A thread of the arena ended before its trial did.');
    if ('failed' in reply) throw new InternalError(`A trial broke off: ${reply.failed.message}\n${reply.failed.stack}`);
    return reply.result;
  } finally {
    stop.abort();
    worker.unref();
  }
}
