import { parentPort, workerData } from 'node:worker_threads';
import { createSandbox } from '../sandbox/create-sandbox.ts';
import { TrialBench, type TrialSetup } from './trial-bench.ts';
import { performExample, performTrials, type ExampleJob, type TrialJob } from './trial-job.ts';

/** The program of a thread that runs trials: jobs come in one at a time, the result or the error goes back. */
export interface TrialWorkerData {
  readonly setup: TrialSetup;
  readonly cacheDir: string | undefined;
}

export type WorkerJob = TrialJob | ExampleJob;

export type WorkerReply =
  { readonly result: unknown } | { readonly failed: { readonly message: string; readonly stack: string } };

const { setup, cacheDir } = workerData as TrialWorkerData;
const bench = new TrialBench(setup, await createSandbox(cacheDir === undefined ? {} : { cacheDir }));

parentPort?.on('message', (job: WorkerJob) => {
  void perform(job).then(
    (result) => {
      reply({ result });
    },
    (error: unknown) => {
      const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
      reply({ failed: { message, stack } });
    },
  );
});

function perform(job: WorkerJob): Promise<unknown> {
  return 'example' in job ? performExample(bench, job) : performTrials(bench, job);
}

function reply(message: WorkerReply): void {
  parentPort?.postMessage(message);
}
