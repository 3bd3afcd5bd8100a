import type { Prompt } from './prompt.ts';

export const engineNames = ['claude', 'openai', 'command', 'mock', 'none'] as const;

export type EngineName = (typeof engineNames)[number];

/** Something that writes alleles when asked. It never runs one. */
export interface MutationEngine {
  readonly name: EngineName;
  /**
   * One question. What goes wrong on the other side is part of the reply, because it was paid for.
   * @throws UsageError when the engine is set up wrongly
   */
  ask(request: EngineRequest): Promise<EngineReply>;
}

export interface EngineRequest {
  readonly locus: string;
  readonly prompt: Prompt;
  /** How many candidates were asked for before this one. */
  readonly attempt: number;
  readonly signal?: AbortSignal;
}

/** Text from outside, not looked at yet. `structured` is JSON with `source` and perhaps `note`. */
export type EngineReply = Spent &
  ({ readonly text: string; readonly form: 'structured' | 'text' } | { readonly fault: MutationFault });

interface Spent {
  readonly usage: Usage;
  /** The model that answered, by its own name. */
  readonly model?: string;
}

/** Why there is no allele. */
export interface MutationFault {
  /** `engine-…` when nothing usable came, `answer-…` when what came is no allele. */
  readonly code: string;
  /** One sentence; may quote the engine: untrusted. */
  readonly message: string;
}

/** What one question cost. */
export interface Usage {
  /** Requests made, repeated ones included. */
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Absent when nobody knows the price. */
  readonly money?: { readonly amount: string; readonly currency: string };
}

export const noUsage: Usage = { calls: 0, inputTokens: 0, outputTokens: 0 };

/** What engines are made from. */
export interface EngineSettings {
  /** The environment: keys, addresses, models. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Overrides the engine's own model. */
  readonly model?: string;
  /** Folder of the mock engine's fixtures. */
  readonly fixtures: string;
  /** For one question, retries included. */
  readonly timeoutMs?: number;
  /** Pause before a first repetition where the service names none; doubles each time. */
  readonly pauseMs?: number;
}

/** What a file in engines/ exports. */
export interface EngineDefinition {
  readonly name: EngineName;
  /** Whether `auto` may choose it: it has what it needs. */
  isReady(settings: EngineSettings): boolean;
  create(settings: EngineSettings): MutationEngine;
}

export const defaultTimeoutMs = 180_000;
