import type Anthropic from '@anthropic-ai/sdk';
import { z } from 'zod';
import { UsageError } from '../../errors/usage-error.ts';
import {
  defaultTimeoutMs,
  type EngineDefinition,
  type EngineReply,
  type EngineRequest,
  type EngineSettings,
  type MutationFault,
  type Usage,
} from '../engine.ts';
import { boundedFetch } from '../bounded-fetch.ts';
import { moneyFor, priceOf } from '../price.ts';

const defaultModel = 'claude-sonnet-5-5';
const retries = 3;

/** Thinking counts as output, so this is several times the largest allele. */
const maxTokens = 48_000;

/** What the answer must be: checked by the service while it writes, and by us when it has come. */
const answerSchema = {
  type: 'object',
  properties: {
    source: { type: 'string', description: 'The whole module, without a code fence.' },
    note: { type: 'string', description: 'What is different and why, in a sentence.' },
  },
  required: ['source', 'note'],
  additionalProperties: false,
};

/**
 * Anthropic's Messages API. ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL; SG_CLAUDE_MODEL names the model, SG_MUTATION_PRICE what
 * it costs.
 */
export const claude: EngineDefinition = {
  name: 'claude',
  isReady: ({ env }) => (env['ANTHROPIC_API_KEY'] ?? '') !== '',
  create(settings) {
    const { env } = settings;
    const apiKey = env['ANTHROPIC_API_KEY'] ?? '';
    if (apiKey === '') throw noKey();
    const model = settings.model ?? env['SG_CLAUDE_MODEL'] ?? defaultModel;
    const price = priceOf(model, env['SG_MUTATION_PRICE']);
    const count = (input: number, output: number): Omit<Usage, 'calls'> => ({
      inputTokens: input,
      outputTokens: output,
      ...moneyFor(price, input, output),
    });
    return { name: 'claude', ask: (request) => ask(settings, { apiKey, model, count }, request) };
  },
};

interface Account {
  readonly apiKey: string;
  readonly model: string;
  readonly count: (input: number, output: number) => Omit<Usage, 'calls'>;
}

async function ask(settings: EngineSettings, account: Account, request: EngineRequest): Promise<EngineReply> {
  const { timeoutMs = defaultTimeoutMs } = settings;
  const { default: Sdk } = await import('@anthropic-ai/sdk');
  const { fetch, calls } = boundedFetch();
  const client = new Sdk({
    apiKey: account.apiKey,
    // Nothing but what is said here: no second credential, no log, no trace that quotes a prompt.
    authToken: null,
    openTelemetry: false,
    logLevel: 'off',
    baseURL: settings.env['ANTHROPIC_BASE_URL'] ?? null,
    maxRetries: retries,
    timeout: timeoutMs,
    fetch,
  });
  const late = AbortSignal.timeout(timeoutMs);
  const signal = request.signal === undefined ? late : AbortSignal.any([late, request.signal]);
  let seen = { input: 0, output: 0 };
  try {
    const stream = client.messages.stream(body(account.model, request), { signal });
    stream.on('streamEvent', (event) => {
      if (event.type === 'message_start') seen = tokens(event.message.usage);
      if (event.type === 'message_delta') seen = { ...seen, output: event.usage.output_tokens };
    });
    return reply(await stream.finalMessage(), account, calls());
  } catch (error) {
    const usage = { calls: calls(), ...account.count(seen.input, seen.output) };
    return {
      usage,
      model: account.model,
      fault: await faultOf(error, { late, timeoutMs, stopped: request.signal?.aborted === true }),
    };
  }
}

function body(model: string, { prompt }: EngineRequest): Anthropic.MessageStreamParams {
  return {
    model,
    max_tokens: maxTokens,
    system: prompt.system,
    messages: [{ role: 'user', content: prompt.user }],
    output_config: { format: { type: 'json_schema', schema: answerSchema } },
  };
}

function tokens(usage: Anthropic.Usage): { readonly input: number; readonly output: number } {
  const {
    input_tokens: fresh,
    cache_creation_input_tokens: written,
    cache_read_input_tokens: read,
    output_tokens: output,
  } = usage;
  return { input: fresh + (written ?? 0) + (read ?? 0), output };
}

function reply(message: Anthropic.Message, account: Account, calls: number): EngineReply {
  const { input, output } = tokens(message.usage);
  const spent = { usage: { calls, ...account.count(input, output) }, model: message.model };
  const text = message.content.map((part) => (part.type === 'text' ? part.text : '')).join('');
  switch (message.stop_reason) {
    case 'refusal':
      return {
        ...spent,
        fault: { code: 'engine-refused', message: `The model declined to answer: ${text.slice(0, 300)}` },
      };
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return {
        ...spent,
        fault: { code: 'answer-truncated', message: 'The answer was longer than the model may write.' },
      };
    default:
      return { ...spent, text, form: 'structured' };
  }
}

interface Ending {
  readonly late: AbortSignal;
  readonly timeoutMs: number;
  readonly stopped: boolean;
}

async function faultOf(error: unknown, { late, timeoutMs, stopped }: Ending): Promise<MutationFault> {
  const { APIConnectionTimeoutError, APIError } = await import('@anthropic-ai/sdk');
  if (stopped) return { code: 'engine-stopped', message: 'The question was withdrawn.' };
  if (late.aborted || error instanceof APIConnectionTimeoutError) {
    return { code: 'engine-timeout', message: `There was no answer within ${timeoutMs / 1000} s.` };
  }
  if (!(error instanceof APIError)) return streamFault((error as Error).message);
  const said = spoken.safeParse(error.error).data?.error;
  const message =
    said?.message ?? (error.cause instanceof Error ? `${error.message} ${error.cause.message}` : error.message);
  return { code: codeFor(error.status as number | undefined, said?.type), message: `The service answered: ${message}` };
}

/** How the service says what is wrong, in a reply of its own or within a stream. */
const spoken = z.object({ error: z.object({ type: z.string(), message: z.string() }) });

function codeFor(status: number | undefined, type: string | undefined): string {
  if (status === 401 || status === 403) return 'engine-credentials';
  if (status === 429 || status === 529 || type === 'overloaded_error' || type === 'rate_limit_error')
    return 'engine-overloaded';
  return status === undefined || status >= 500 ? 'engine-unavailable' : 'engine-failed';
}

function streamFault(message: string): MutationFault {
  // What fetch says when a connection ends early.
  if (message === 'terminated')
    return { code: 'engine-unavailable', message: 'The connection ended in the middle of the answer.' };
  return { code: 'engine-malformed', message: `The service broke its own protocol: ${message}` };
}

function noKey(): UsageError {
  return new UsageError({
    code: 'mutation-credentials',
    message: 'Expected a key in ANTHROPIC_API_KEY for the claude engine, found none.',
    hint: 'Set it, or choose another engine with --mutation-engine.',
  });
}
