import { parentPort } from 'node:worker_threads';
import { InternalError } from '../errors/internal-error.ts';
import { createSandbox } from '../sandbox/create-sandbox.ts';
import { TrialBench, type TrialSetup } from './trial-bench.ts';
import { performExample, performTrials, type ExampleJob, type TrialJob } from './trial-job.ts';

/** First message to a thread that runs trials: what it needs for all of them. Jobs follow, one at a time. */
export interface WorkerOpening {
  readonly open: TrialSetup;
  readonly cacheDir: string | undefined;
}

export type WorkerJob = TrialJob | ExampleJob;

/** One for each job. */
export type WorkerReply =
  { readonly result: unknown } | { readonly failed: { readonly message: string; readonly stack: string } };

let bench: Promise<TrialBench> | undefined;

parentPort?.on('message', (message: WorkerOpening | WorkerJob) => {
  if ('open' in message) bench = openBench(message);
  else void answer(message).then((reply) => parentPort?.postMessage(reply));
});

async function openBench({ open, cacheDir }: WorkerOpening): Promise<TrialBench> {
  return new TrialBench(open, await createSandbox(cacheDir === undefined ? {} : { cacheDir }));
}

async function answer(job: WorkerJob): Promise<WorkerReply> {
  try {
    if (bench === undefined) throw new InternalError('A trial came before what it needs.');
    return { result: await perform(await bench, job) };
  } catch (error) {
    const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
    return { failed: { message, stack } };
  }
}

function perform(bench: TrialBench, job: WorkerJob): Promise<unknown> {
  return 'example' in job ? performExample(bench, job) : performTrials(bench, job);
}
