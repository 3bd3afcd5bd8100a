import path from 'node:path';
import { usualWorkers } from '../../arena/arena.ts';
import type { Budget } from '../../arena/contest.ts';
import { chooseEngine } from '../../mutation/choose-engine.ts';
import { secretsOf } from '../../mutation/redact.ts';
import { SpendingStore } from '../../mutation/spending-store.ts';
import { openWorkspace } from '../../organism/workspace.ts';
import type { JudgeMeans } from './judge-answers.ts';
import type { MutateMeans } from './mutate-means.ts';
import { mutationLimits } from './mutation-limits.ts';
import type { StepListener } from './mutation-step.ts';
import { QuestionStore } from './question-store.ts';

export interface MeansRequest {
  readonly start: string;
  /** An engine's name, or `auto`. */
  readonly engine: string;
  readonly model?: string;
  /** The environment: keys, addresses, budget. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  readonly workers?: number;
  readonly budget?: Partial<Budget>;
  readonly now?: () => number;
  readonly step?: StepListener;
  readonly progress?: JudgeMeans['progress'];
  readonly compiler?: JudgeMeans['compiler'];
}

/**
 * What mutating needs on this machine. Nothing is asked yet.
 * @throws UsageError `unknown-engine`, `mutation-budget`, and what the engine's own setup throws
 */
export async function openMeans(request: MeansRequest): Promise<MutateMeans> {
  const { model, version, workers = usualWorkers(), budget, progress, compiler } = request;
  // A workflow hands over what nobody has set as empty text.
  const env = Object.fromEntries(Object.entries(request.env).filter(([, value]) => value !== ''));
  const { root } = await openWorkspace(request.start);
  const fixtures = path.join(root, 'fixtures', 'mutations');
  const kept = path.join(root, '.sg', 'mutation');
  return {
    engine: chooseEngine(request.engine, { env, fixtures, ...(model === undefined ? {} : { model }) }),
    limits: mutationLimits(env['SG_MUTATION_BUDGET']),
    secrets: secretsOf(env),
    spending: new SpendingStore(path.join(kept, 'spending')),
    questions: new QuestionStore(path.join(kept, 'questions')),
    now: request.now ?? Date.now,
    step: request.step ?? (() => undefined),
    version,
    workers,
    ...(budget === undefined ? {} : { budget }),
    ...(progress === undefined ? {} : { progress }),
    ...(compiler === undefined ? {} : { compiler }),
  };
}
