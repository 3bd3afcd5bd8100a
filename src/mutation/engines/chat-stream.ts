import { z } from 'zod';

const chunk = z.object({
  model: z.string().optional(),
  choices: z
    .array(
      z.object({
        index: z.int().default(0),
        delta: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }).default({}),
        finish_reason: z.string().nullish(),
      }),
    )
    .default([]),
  usage: z.unknown().optional(),
});

/** Whether an answer is a stream of server-sent events, as some gateways give it whether asked or not. */
export function isChatStream(text: string): boolean {
  const lines = text.slice(0, 4096).split(/\r\n?|\n/);
  return lines.find((line) => line !== '' && !/^(?::|event:|id:|retry:)/.test(line))?.startsWith('data:') === true;
}

/**
 * A streamed chat completion as one that came whole; only its first choice is put together.
 * @returns `broken` where a chunk is none, `unfinished` where the stream ends before the answer does
 */
export function joinChatStream(text: string): object | 'broken' | 'unfinished' {
  const message = { content: '', refusal: '' };
  let [finish, model, usage]: [string | null, string | undefined, unknown] = [null, undefined, undefined];
  for (const data of eventData(text)) {
    if (data === '[DONE]') break;
    const parsed = chunk.safeParse(tryJson(data));
    if (!parsed.success || (parsed.data.choices.length === 0 && parsed.data.usage === undefined)) return 'broken';
    model ??= parsed.data.model;
    usage = parsed.data.usage ?? usage;
    for (const { index, delta, finish_reason } of parsed.data.choices) {
      if (index !== 0) continue;
      message.content += delta.content ?? '';
      message.refusal += delta.refusal ?? '';
      finish = finish_reason ?? finish;
    }
  }
  if (finish === null) return 'unfinished';
  return { model, choices: [{ finish_reason: finish, message }], usage: usage ?? null };
}

/** The data of each event; lines of one event belong together (HTML standard, 9.2.6). */
function eventData(text: string): readonly string[] {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .split(/\n\n+/)
    .map((event) => [...event.matchAll(/^data: ?(.*)$/gm)].map(([, line = '']) => line).join('\n'))
    .filter((data) => data !== '');
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
