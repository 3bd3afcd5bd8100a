import { z } from 'zod';
import { UsageError } from '../../errors/usage-error.ts';
import { boundedFetch } from '../bounded-fetch.ts';
import {
  defaultTimeoutMs,
  noUsage,
  type EngineDefinition,
  type EngineReply,
  type EngineRequest,
  type EngineSettings,
  type Usage,
} from '../engine.ts';
import { moneyFor, priceOf, type Price } from '../price.ts';
import { postWithRetries } from '../post-with-retries.ts';
import { isChatStream, joinChatStream } from './chat-stream.ts';

const publicService = 'https://api.openai.com/v1';

/**
 * Any service with OpenAI's chat completions: OPENAI_BASE_URL (with its /v1), OPENAI_API_KEY (not needed for one on this
 * machine), SG_OPENAI_MODEL, and SG_MUTATION_PRICE for what it costs. The answer is text with a code block: what services
 * make of a schema differs. It is asked for whole, and taken as a stream where a gateway makes one of it.
 */
export const openai: EngineDefinition = {
  name: 'openai',
  isReady: ({ env, model }) =>
    (isSet(env['OPENAI_API_KEY']) || isSet(env['OPENAI_BASE_URL'])) && (isSet(env['SG_OPENAI_MODEL']) || isSet(model)),
  create(settings) {
    const { env } = settings;
    const model = settings.model ?? env['SG_OPENAI_MODEL'] ?? '';
    if (model === '') throw missing('a model in SG_OPENAI_MODEL', 'Name one that the service has.');
    const base = serviceAddress(env['OPENAI_BASE_URL']);
    if (base === publicService && !isSet(env['OPENAI_API_KEY'])) {
      throw missing('a key in OPENAI_API_KEY', 'Set it, or OPENAI_BASE_URL for a service that needs none.');
    }
    const price = priceOf(model, env['SG_MUTATION_PRICE']);
    return { name: 'openai', ask: (request) => ask(settings, { base, model, price }, request) };
  },
};

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}

function missing(what: string, hint: string): UsageError {
  return new UsageError({
    code: 'mutation-credentials',
    message: `Expected ${what} for the openai engine, found none.`,
    hint,
  });
}

function serviceAddress(text: string | undefined): string {
  const base = (text ?? publicService).replace(/\/+$/, '');
  if (URL.canParse(base) && /^https?:$/.test(new URL(base).protocol) && new URL(base).username === '') return base;
  throw new UsageError({
    code: 'mutation-address',
    message: 'Expected an http or https address without a user name in OPENAI_BASE_URL.',
    hint: 'For example http://localhost:11434/v1.',
  });
}

interface Service {
  readonly base: string;
  readonly model: string;
  readonly price: Price | undefined;
}

async function ask(settings: EngineSettings, service: Service, request: EngineRequest): Promise<EngineReply> {
  const { timeoutMs = defaultTimeoutMs, pauseMs } = settings;
  const { fetch, calls } = boundedFetch();
  const key = settings.env['OPENAI_API_KEY'];
  const posted = await postWithRetries(fetch, `${service.base}/chat/completions`, {
    headers: isSet(key) ? { authorization: `Bearer ${key ?? ''}` } : {},
    body: body(service.model, request),
    timeoutMs,
    ...(pauseMs === undefined ? {} : { pauseMs }),
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  });
  if ('fault' in posted) return { usage: { ...noUsage, calls: calls() }, model: service.model, fault: posted.fault };
  return reply(posted.body, service, calls());
}

function body(model: string, { prompt }: EngineRequest): object {
  const messages = [
    {
      role: 'system',
      content: `${prompt.system}\n\nWrite the allele in one code block marked typescript; add no other code block.`,
    },
    { role: 'user', content: prompt.user },
  ];
  return { model, messages, stream: false };
}

const count = z.int().nonnegative().default(0);

/** What of a completion is looked at; services add much of their own. */
const completion = z.object({
  model: z.string().optional(),
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: count, completion_tokens: count }).nullish(),
});

function reply(text: string, { model, price }: Service, calls: number): EngineReply {
  const whole = isChatStream(text) ? joinChatStream(text) : tryJson(text);
  if (whole === 'unfinished') {
    const message = 'The stream ended before the answer did.';
    return { usage: { ...noUsage, calls }, model, fault: { code: 'engine-unavailable', message } };
  }
  const checked = completion.safeParse(whole);
  if (!checked.success) {
    const message = 'The service answered with something that is no chat completion.';
    return { usage: { ...noUsage, calls }, model, fault: { code: 'engine-malformed', message } };
  }
  const { choices, usage: used, model: answered = model } = checked.data;
  const spent = {
    usage: usageOf(calls, used?.prompt_tokens ?? 0, used?.completion_tokens ?? 0, price),
    model: answered,
  };
  const [choice] = choices;
  const refusal = choice?.message.refusal;
  if (isSet(refusal ?? undefined) || choice?.finish_reason === 'content_filter') {
    return {
      ...spent,
      fault: { code: 'engine-refused', message: `The model declined to answer: ${(refusal ?? '').slice(0, 300)}` },
    };
  }
  if (choice?.finish_reason === 'length') {
    return {
      ...spent,
      fault: { code: 'answer-truncated', message: 'The answer was longer than the model may write.' },
    };
  }
  return { ...spent, text: choice?.message.content ?? '', form: 'text' };
}

function usageOf(calls: number, inputTokens: number, outputTokens: number, price: Price | undefined): Usage {
  return { calls, inputTokens, outputTokens, ...moneyFor(price, inputTokens, outputTokens) };
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
