import { describe, expect, it } from 'vitest';
import { chooseEngine } from '../../../src/mutation/choose-engine.ts';
import type { EngineRequest, EngineSettings } from '../../../src/mutation/engine.ts';
import { proposeAllele, type Proposal } from '../../../src/mutation/propose-allele.ts';
import {
  busy,
  completes,
  cutOffChat,
  endsEarly,
  failingChat,
  garbledChat,
  stallsChat,
  streamsChat,
} from '../doubles/openai.ts';
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

const key = 'sk-planted-0123456789abcdef';
const fenced = `Here it is.\n\n\`\`\`typescript\n${goodSource}\`\`\`\n`;

async function ask(
  answers: readonly Respond[],
  change: Partial<EngineSettings> = {},
  more: Partial<EngineRequest> = {},
): Promise<{ readonly proposal: Proposal; readonly server: LlmServer }> {
  const server = await llmServer(answers);
  const env = {
    OPENAI_API_KEY: key,
    OPENAI_BASE_URL: `${server.address}/v1/`,
    SG_OPENAI_MODEL: 'deep',
    SG_MUTATION_PRICE: '0.27/1.1',
  };
  const proposal = await proposeAllele(chooseEngine('openai', settings(env, change)), request(more), [key]);
  expect(JSON.stringify(proposal)).not.toContain('planted');
  return { proposal, server };
}

describe('the openai engine', () => {
  it('takes the one code block of a completion, and says what it cost', async () => {
    const { proposal, server } = await ask([completes(fenced)]);
    expect(proposal).toMatchObject({
      engine: 'openai',
      model: 'deep-0101',
      source: goodSource,
      usage: { calls: 1, inputTokens: 900, outputTokens: 100, money: { amount: '0.000353', currency: 'USD' } },
    });
    expect(server.heard[0]?.headers.authorization).toBe(`Bearer ${key}`);
  });

  it('takes a stream where one comes, with what it cost', async () => {
    const { proposal, server } = await ask([streamsChat(fenced)]);
    expect(proposal).toMatchObject({
      model: 'deep-0101',
      source: goodSource,
      usage: { calls: 1, inputTokens: 900, outputTokens: 100, money: { amount: '0.000353', currency: 'USD' } },
    });
    expect(server.heard[0]?.body).toMatchObject({ stream: false });
  });

  it('sends no key where there is none', async () => {
    const server = await llmServer([completes(fenced)]);
    const engine = chooseEngine(
      'openai',
      settings({ OPENAI_BASE_URL: `${server.address}/v1`, SG_OPENAI_MODEL: 'local' }),
    );
    expect(await proposeAllele(engine, request(), [])).toMatchObject({ source: goodSource });
    expect(server.heard[0]?.headers).not.toHaveProperty('authorization');
  });

  it.each<[string, Respond]>([
    ['too many requests', busy(429, '0.01')],
    ['overload, with the hour to come back', busy(503, 'Mon, 01 Jan 2024 00:00:00 GMT')],
    ['a lost connection', hangUp],
  ])('tries again after %s', async (_name, answer) => {
    const { proposal } = await ask([answer, answer, completes(fenced)]);
    expect(proposal).toMatchObject({ source: goodSource, usage: { calls: 3 } });
  });

  it.each<[string, Respond, string]>([
    ['too many requests without end', busy(429, '0'), 'engine-overloaded'],
    ['errors without end', busy(500, '0'), 'engine-unavailable'],
    ['no connection', hangUp, 'engine-unavailable'],
    ['a redirect, which would take the key along', elsewhere('http://127.0.0.1:9/'), 'engine-unavailable'],
    ['a service that repeats the key', parrot, 'engine-credentials'],
    ['a wrong request', json(400, { error: { message: 'no such model' } }), 'engine-failed'],
    ['a page of a gateway', malformed, 'engine-malformed'],
    ['a stream that is none', garbledChat, 'engine-malformed'],
    ['a stream that tells of a failure', failingChat, 'engine-malformed'],
    ['a stream that ends early', endsEarly, 'engine-unavailable'],
    ['a stream that is cut off, however often', cutOffChat, 'engine-unavailable'],
    ['two blocks in a stream', streamsChat(fenced + fenced), 'answer-two-blocks'],
    ['no choice at all', json(200, { choices: [] }), 'engine-malformed'],
    ['a refusal', completes(null, { refusal: 'I cannot help.' }), 'engine-refused'],
    ['a filter', completes('', { finish: 'content_filter' }), 'engine-refused'],
    ['an answer that is too long', completes('```ts\nexport', { finish: 'length' }), 'answer-truncated'],
    ['a block that does not end', completes('```ts\nexport'), 'answer-truncated'],
    ['an empty answer', completes(''), 'answer-not-code'],
    ['prose', completes('You should set the link up first.'), 'answer-not-code'],
    ['two blocks', completes(fenced + fenced), 'answer-two-blocks'],
    ['an import', completes(`\`\`\`ts\nimport fs from 'node:fs';\n${goodSource}\`\`\``), 'answer-import'],
    ['another signature', completes('```ts\nexport async function run() {}\n```'), 'answer-wrong-signature'],
    ['the key in the allele', completes(`\`\`\`ts\n// ${key}\n${goodSource}\`\`\``), 'answer-secret'],
  ])('has no allele after %s, and says why', async (_name, answer, code) => {
    const { proposal } = await ask([answer]);
    expect(proposal).toMatchObject({ fault: { code } });
  });

  it('gives up in time, and does not wait for what would come too late', async () => {
    for (const answer of [silent, stallsChat]) {
      const { proposal } = await ask([answer], { timeoutMs: 200 });
      expect(proposal).toMatchObject({ fault: { code: 'engine-timeout' } });
    }
    expect((await ask([busy(429, '3600')], { timeoutMs: 20_000 })).proposal).toMatchObject({
      fault: { code: 'engine-overloaded' },
      usage: { calls: 1 },
    });
    expect((await ask([silent], {}, { signal: AbortSignal.timeout(50) })).proposal).toMatchObject({
      fault: { code: 'engine-stopped' },
    });
  });

  it.each<[EngineSettings['env'], string]>([
    [{ OPENAI_API_KEY: key }, 'mutation-credentials'],
    [{ SG_OPENAI_MODEL: 'deep' }, 'mutation-credentials'],
    [{ SG_OPENAI_MODEL: 'deep', OPENAI_BASE_URL: 'file:///etc/passwd' }, 'mutation-address'],
    [{ SG_OPENAI_MODEL: 'deep', OPENAI_BASE_URL: 'http://me:secret@localhost/' }, 'mutation-address'],
    [{ SG_OPENAI_MODEL: 'deep', OPENAI_API_KEY: key, SG_MUTATION_PRICE: 'free' }, 'mutation-price'],
  ])('says what is missing in %j', (env, code) => {
    expect(() => chooseEngine('openai', settings(env))).toThrow(expect.objectContaining({ code }) as Error);
  });
});
