import { createSandbox } from '../sandbox/create-sandbox.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { TrialBench, type TrialSetup } from './trial-bench.ts';
import { performExample, performTrials, type ExampleJob, type TrialJob } from './trial-job.ts';
import type { ExampleFault } from './example-faults.ts';
import type { TrialResult } from './trial-result.ts';
import { TrialThreads } from './trial-threads.ts';

/** Runs trials; in which thread each ran can't be told from the results, which stand in the order of the jobs. */
export interface TrialRunner {
  trials(jobs: readonly TrialJob[]): Promise<readonly (readonly TrialResult[])[]>;
  /** What is otherwise than each example says. */
  examples(jobs: readonly ExampleJob[]): Promise<readonly (readonly ExampleFault[])[]>;
  dispose(): Promise<void>;
}

export interface RunnerOptions {
  /** Threads at most; with 1 everything runs in this one. */
  readonly workers: number;
  /** For what the sandbox keeps. */
  readonly cacheDir?: string;
  /** For what runs in this thread, instead of one that is started; stays as it is. */
  readonly sandbox?: Sandbox;
  /** Ends the threads; what was asked of them is rejected with the signal's reason. */
  readonly signal?: AbortSignal;
}

export async function openTrialRunner(setup: TrialSetup, options: RunnerOptions): Promise<TrialRunner> {
  return options.workers > 1 ? new TrialThreads(setup, options) : openLocalRunner(setup, options);
}

async function openLocalRunner(setup: TrialSetup, options: RunnerOptions): Promise<TrialRunner> {
  const { cacheDir, signal } = options;
  const sandbox = options.sandbox ?? (await createSandbox(cacheDir === undefined ? {} : { cacheDir }));
  const bench = new TrialBench(setup, sandbox);
  const inTurn = async <Job, Result>(
    jobs: readonly Job[],
    perform: (bench: TrialBench, job: Job) => Promise<Result>,
  ): Promise<readonly Result[]> => {
    const results: Result[] = [];
    for (const job of jobs) {
      signal?.throwIfAborted();
      results.push(await perform(bench, job));
    }
    return results;
  };
  return {
    trials: (jobs) => inTurn(jobs, performTrials),
    examples: (jobs) => inTurn(jobs, performExample),
    dispose: () => {
      if (options.sandbox === undefined) sandbox.dispose();
      return Promise.resolve();
    },
  };
}
