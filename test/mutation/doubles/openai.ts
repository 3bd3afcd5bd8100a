import { json, type Respond } from './llm-server.ts';

/** A chat completion. */
export function completes(
  content: string | null,
  more: { readonly finish?: string; readonly refusal?: string } = {},
): Respond {
  return (response, heard) => {
    const { model, messages, stream } = heard.body as Record<string, unknown>;
    if (
      heard.path !== '/v1/chat/completions' ||
      typeof model !== 'string' ||
      !Array.isArray(messages) ||
      stream === true
    ) {
      json(400, { error: { message: 'not a chat request' } })(response, heard);
      return;
    }
    const message = { role: 'assistant', content, refusal: more.refusal ?? null };
    const body = {
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1_700_000_000,
      model: `${model}-0101`,
      choices: [{ index: 0, message, finish_reason: more.finish ?? 'stop' }],
      usage: { prompt_tokens: 900, completion_tokens: 100, total_tokens: 1000 },
    };
    json(200, body)(response, heard);
  };
}

export function busy(status: number, retryAfter: string): Respond {
  return json(status, { error: { message: 'Slow down', type: 'requests' } }, { 'retry-after': retryAfter });
}
