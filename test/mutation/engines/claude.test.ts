import { describe, expect, it } from 'vitest';
import { chooseEngine } from '../../../src/mutation/choose-engine.ts';
import type { EngineRequest, EngineSettings } from '../../../src/mutation/engine.ts';
import { proposeAllele, type Proposal } from '../../../src/mutation/propose-allele.ts';
import {
  cutOff,
  failsInTheMiddle,
  garbled,
  overloaded,
  says,
  stalls,
  structured,
  tooMany,
} from '../doubles/anthropic.ts';
import {
  elsewhere,
  hangUp,
  json,
  llmServer,
  malformed,
  parrot,
  silent,
  type LlmServer,
  type Respond,
} from '../doubles/llm-server.ts';
import { goodSource, request, settings } from '../sample.ts';

const key = 'sk-ant-planted-0123456789abcdef';

async function ask(
  answers: readonly Respond[],
  change: Partial<EngineSettings> = {},
  more: Partial<EngineRequest> = {},
): Promise<{ readonly proposal: Proposal; readonly server: LlmServer }> {
  const server = await llmServer(answers);
  const engine = chooseEngine(
    'claude',
    settings({ ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: server.address }, change),
  );
  const proposal = await proposeAllele(engine, request(more), [key]);
  expect(JSON.stringify(proposal)).not.toContain('planted');
  return { proposal, server };
}

describe('the claude engine', () => {
  it('asks for a structured answer, and says what it cost', async () => {
    const { proposal, server } = await ask([structured(goodSource, 'Sets the link up\nfirst.')]);
    expect(proposal).toMatchObject({
      engine: 'claude',
      model: 'claude-sonnet-5-5',
      source: goodSource,
      note: 'Sets the link up first.',
      usage: { calls: 1, inputTokens: 1000, outputTokens: 200, money: { amount: '0.004', currency: 'USD' } },
    });
    const [heard] = server.heard;
    expect(heard?.headers.authorization).toBe(`Bearer ${key}`);
    expect(heard?.body).toMatchObject({
      model: 'claude-sonnet-5-5',
      output_config: { format: { type: 'json_schema' } },
      system: request().prompt.system,
      messages: [{ role: 'user', content: request().prompt.user }],
    });
  });

  it('asks the model it is told to, and counts no money where nobody knows the price', async () => {
    const { proposal, server } = await ask([structured(goodSource)], { model: 'claude-next' });
    expect(server.heard[0]?.body).toMatchObject({ model: 'claude-next' });
    expect(proposal.usage).not.toHaveProperty('money');
  });

  it.each<[string, Respond]>([
    ['overload', overloaded('0.01')],
    ['too many requests', tooMany('0.01')],
    ['a lost connection', hangUp],
    [
      'an error of the service',
      json(500, { type: 'error', error: { type: 'api_error', message: 'oops' } }, { 'retry-after': '0.01' }),
    ],
  ])('tries again after %s', async (_name, answer) => {
    const { proposal, server } = await ask([answer, structured(goodSource)]);
    expect(proposal).toMatchObject({ source: goodSource, usage: { calls: 2 } });
    expect(server.heard).toHaveLength(2);
  });

  it.each<[string, Respond, object]>([
    [
      'overload without end',
      overloaded('0.01'),
      { fault: { code: 'engine-overloaded' }, usage: { calls: 4, inputTokens: 0 } },
    ],
    [
      'a refusal',
      says({ text: 'I cannot help.', stopReason: 'refusal' }),
      { fault: { code: 'engine-refused' }, usage: { calls: 1, inputTokens: 1000, outputTokens: 200 } },
    ],
    [
      'an answer that is too long',
      says({ text: '{"source": "exp', stopReason: 'max_tokens' }),
      { fault: { code: 'answer-truncated' } },
    ],
    [
      'a stream that breaks off',
      cutOff,
      { fault: { code: 'engine-unavailable' }, usage: { calls: 1, inputTokens: 1000 } },
    ],
    [
      'overload in the middle',
      failsInTheMiddle,
      { fault: { code: 'engine-overloaded', message: 'The service answered: Overloaded' } },
    ],
    ['a stream that is none', garbled, { fault: { code: 'engine-malformed' } }],
    ['a page of a gateway', malformed, { fault: { code: 'engine-malformed' } }],
    ['prose', says({ text: 'Here you are.' }), { fault: { code: 'answer-malformed' } }],
    ['another structure', says({ text: '{"source": 1}' }), { fault: { code: 'answer-malformed' } }],
    ['prose in the structure', structured('I would change the first line.'), { fault: { code: 'answer-not-code' } }],
    [
      'two blocks',
      structured('```ts\nexport default async function execute() {}\n```\n```ts\nlet x;\n```'),
      { fault: { code: 'answer-two-blocks' } },
    ],
    ['an import', structured(`import fs from 'node:fs';\n${goodSource}`), { fault: { code: 'answer-import' } }],
    ['another signature', structured('export async function run() {}'), { fault: { code: 'answer-wrong-signature' } }],
    ['the key in the allele', structured(`// ${key}\n${goodSource}`), { fault: { code: 'answer-secret' } }],
    [
      'a wrong request',
      json(400, { type: 'error', error: { type: 'invalid_request_error', message: 'model: no such model' } }),
      { fault: { code: 'engine-failed' } },
    ],
    [
      'a redirect, which would take the key along',
      elsewhere('http://127.0.0.1:9/'),
      { fault: { code: 'engine-unavailable' } },
    ],
    ['a service that repeats the key', parrot, { fault: { code: 'engine-credentials' } }],
  ])('has no allele after %s, and says why', async (_name, answer, expected) => {
    const { proposal } = await ask([answer]);
    expect(proposal).toMatchObject(expected);
    expect(proposal).toHaveProperty('fault');
    if ('fault' in proposal) expect(proposal.fault.message).toMatch(/^[^\p{C}]{10,500}$/u);
  });

  it.each<[string, Respond]>([
    ['says nothing', silent],
    ['stalls', stalls],
  ])('gives up on a service that %s', async (_name, answer) => {
    const { proposal } = await ask([answer], { timeoutMs: 300 });
    expect(proposal).toMatchObject({ fault: { code: 'engine-timeout' } });
  });

  it('stops when the question is withdrawn', async () => {
    const { proposal } = await ask([silent], {}, { signal: AbortSignal.timeout(100) });
    expect(proposal).toMatchObject({ fault: { code: 'engine-stopped' } });
  });

  it('needs a key', () => {
    expect(() => chooseEngine('claude', settings({}))).toThrow(
      expect.objectContaining({ code: 'mutation-credentials' }) as Error,
    );
  });
});
