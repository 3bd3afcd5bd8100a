import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAnswer } from '../../src/mutation/answer.ts';
import { chooseEngine } from '../../src/mutation/choose-engine.ts';
import { isChatStream, joinChatStream } from '../../src/mutation/engines/chat-stream.ts';
import { proposeAllele } from '../../src/mutation/propose-allele.ts';
import { goodSource, request, settings } from '../mutation/sample.ts';
import { projectRoot } from '../helpers/project-root.ts';
import { budget, timeLimit } from './budget.ts';
import { mutatedJson, mutatedText } from './mutations.ts';

const fixtures = path.join(projectRoot, 'fixtures', 'mutations', 'bridge_uplink');
const written = ['1-invented-operation.md', '2-announces.md'].map((name) =>
  readFileSync(path.join(fixtures, name), 'utf8'),
);

const completion = {
  model: 'gpt-x',
  choices: [{ index: 0, finish_reason: 'stop', message: { content: `\`\`\`typescript\n${goodSource}\`\`\`\n` } }],
  usage: { prompt_tokens: 1000, completion_tokens: 200 },
};

function event(data: unknown, name?: string): string {
  return `${name === undefined ? '' : `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`;
}

const delta = (content: string): object => ({ index: 0, delta: { content } });
const chatStream = [
  event({ model: 'gpt-x', choices: [delta(goodSource.slice(0, 60))] }),
  event({ choices: [delta(goodSource.slice(60))] }),
  event({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }),
  event({ choices: [], usage: { prompt_tokens: 1000, completion_tokens: 200 } }),
  'data: [DONE]\n\n',
];

const structured = JSON.stringify({ source: goodSource, note: 'Because.' });
const message = {
  ...{ id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-sonnet-5-5', content: [] },
  ...{ stop_reason: null, stop_sequence: null, usage: { input_tokens: 1000, output_tokens: 1 } },
};
const claudeEvents: readonly { readonly type: string }[] = [
  { type: 'message_start', message },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: structured.slice(0, 50) } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: structured.slice(50) } },
  { type: 'content_block_stop', index: 0 },
  { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 200 } },
  { type: 'message_stop' },
] as readonly { readonly type: string }[];

/** A stream of events whose data is changed, whose text is changed, or which ends anywhere. */
function mutatedStream(events: readonly { readonly type?: string }[]): fc.Arbitrary<string> {
  const text = (all: readonly unknown[]): string =>
    all.map((one) => event(one, (one as { type?: string } | null)?.type)).join('');
  return fc.oneof(
    mutatedJson([events]).map((value) => text(Array.isArray(value) ? value : [value])),
    mutatedText([text(events)]),
    fc.nat(text(events).length).map((end) => text(events).slice(0, end)),
  );
}

let server: Server;
let body = '';
let type = '';
beforeAll(async () => {
  server = createServer((question, response) => {
    question.resume().on('end', () => {
      response.writeHead(200, { 'content-type': type });
      response.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** A proposal or a fault with a code, and a price that can be written down. */
async function asked(name: 'claude' | 'openai', text: string, as: string): Promise<void> {
  [body, type] = [text, as];
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const env: Record<string, string> =
    name === 'claude'
      ? { ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: address }
      : { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: `${address}/v1`, SG_OPENAI_MODEL: 'gpt-x' };
  const proposal = await proposeAllele(chooseEngine(name, settings(env)), request(), ['k']);
  if ('fault' in proposal) expect(proposal.fault.code).toMatch(/^(?:engine|answer)-[a-z-]+$/);
  else expect(proposal.source).toMatch(/^export default async function execute/m);
  const { calls, inputTokens, outputTokens, money } = proposal.usage;
  for (const count of [calls, inputTokens, outputTokens]) {
    expect(count).toSatisfy((value) => Number.isSafeInteger(value) && Number(value) >= 0);
  }
  if (money !== undefined) expect(money.amount).toMatch(/^\d{1,12}(?:\.\d{1,12})?$/);
}

describe('whatever a model or its service says is an allele or a fault with a code:', () => {
  it(
    'the text of an answer',
    () => {
      fc.assert(
        fc.property(mutatedText([goodSource, structured, ...written]), fc.boolean(), (text, plain) => {
          const reading = readAnswer(text, plain ? 'text' : 'structured');
          if ('fault' in reading) expect(reading.fault.code).toMatch(/^answer-[a-z-]+$/);
          else expect(reading.answer.source.match(/^[ \t]*export\b/gm)).toHaveLength(1);
        }),
        budget(400),
      );
    },
    timeLimit(),
  );

  it(
    'a streamed completion, cut or changed anywhere',
    () => {
      const text = chatStream.join('');
      const cut = fc.nat(text.length).map((end) => text.slice(0, end));
      fc.assert(
        fc.property(fc.oneof(cut, mutatedText([text])), (stream) => {
          if (!isChatStream(stream)) return;
          const joined = joinChatStream(stream);
          if (typeof joined === 'string') expect(['broken', 'unfinished']).toContain(joined);
          else expect(joined).toHaveProperty('choices');
        }),
        budget(400),
      );
    },
    timeLimit(),
  );

  it(
    'a chat completion over HTTP',
    () =>
      fc.assert(
        fc.asyncProperty(
          fc.oneof(
            mutatedJson([completion]).map((value) => JSON.stringify(value)),
            mutatedText([JSON.stringify(completion), chatStream.join('')]),
          ),
          (text) => asked('openai', text, 'application/json'),
        ),
        budget(80),
      ),
    timeLimit(),
  );

  it(
    'a stream of the Messages API over HTTP',
    () =>
      fc.assert(
        fc.asyncProperty(mutatedStream(claudeEvents), (text) => asked('claude', text, 'text/event-stream')),
        budget(80),
      ),
    timeLimit(),
  );
});
