import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { chooseEngine } from '../../../src/mutation/choose-engine.ts';
import type { EngineSettings, MutationEngine } from '../../../src/mutation/engine.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { cutOff, garbled, says, structured } from '../../mutation/doubles/anthropic.ts';
import { llmServer, silent, type Respond } from '../../mutation/doubles/llm-server.ts';
import { completes, endsEarly, garbledChat, streamsChat } from '../../mutation/doubles/openai.ts';
import { projectRoot } from '../../helpers/project-root.ts';
import { MutationFixture } from './mutation-fixture.ts';

vi.setConfig({ testTimeout: 300_000 });
vi.stubEnv('SG_CACHE_DIR', path.join(projectRoot, 'node_modules', '.cache', 'sg-tests'));

const key = 'planted-key-0123456789abcdef';
const code = 'export default async function execute(input, kernel) {\n  return null;\n}\n';
const block = (text: string): string => `\`\`\`typescript\n${text}\`\`\`\n`;

type Bad = readonly (readonly [code: string, answer: Respond])[];

interface Protocol {
  readonly name: 'claude' | 'openai';
  readonly env: (address: string) => EngineSettings['env'];
  readonly bad: Bad;
}

const protocols: readonly Protocol[] = [
  {
    name: 'claude',
    env: (address) => ({ ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: address }),
    bad: [
      ['engine-refused', says({ text: 'I would rather not.', stopReason: 'refusal' })],
      ['answer-malformed', says({ text: 'The allele should announce the bridge.' })],
      ['answer-not-code', structured('The allele should announce the bridge.')],
      ['answer-two-blocks', structured(block(code) + block(code))],
      ['answer-import', structured(`import { readFile } from 'node:fs';\n${code}`)],
      ['answer-wrong-signature', structured('export default function run() {}')],
      ['answer-truncated', says({ text: '{"source": "exp', stopReason: 'max_tokens' })],
      ['engine-unavailable', cutOff],
      ['engine-malformed', garbled],
    ],
  },
  {
    name: 'openai',
    env: (address) => ({ OPENAI_API_KEY: key, OPENAI_BASE_URL: `${address}/v1`, SG_OPENAI_MODEL: 'deep' }),
    bad: [
      ['engine-refused', completes(null, { refusal: 'I would rather not.' })],
      ['answer-not-code', completes('The allele should announce the bridge.')],
      ['answer-two-blocks', completes(block(code) + block(code))],
      ['answer-import', streamsChat(block(`import { readFile } from 'node:fs';\n${code}`))],
      ['answer-wrong-signature', streamsChat(block('export default function run() {}\n'))],
      ['answer-truncated', completes('```ts\nexport', { finish: 'length' })],
      ['engine-unavailable', endsEarly],
      ['engine-malformed', garbledChat],
    ],
  },
];

describe.each(protocols)('bad answers of $name over HTTP', ({ name, env, bad }) => {
  it('are kept with their reason and paid for; nothing reaches the genome, and the key is nowhere', async () => {
    const genome = await MutationFixture.open();
    const file = await genome.uplinkCase();
    const server = await llmServer([...bad.map(([, answer]) => answer), silent]);
    const given = { ...env(server.address), SG_MUTATION_BUDGET: `calls=${bad.length + 1}` };
    const engine = (timeoutMs: number): MutationEngine =>
      chooseEngine(name, { env: given, fixtures: '/nowhere', timeoutMs, pauseMs: 1 });
    const before = genome.git('for-each-ref') + genome.git('status', '--porcelain', '--ignored=no');

    const first = await genome.mutate({ case: file, count: bad.length }, { writer: engine(60_000), env: given });
    const second = await genome.mutate({ case: file, count: 3 }, { writer: engine(500), env: given });

    const questions = [...first.questions, ...second.questions];
    const codes = [...bad.map(([expected]) => expected), 'engine-timeout'];
    expect([first.state, second.state]).toEqual(['nothing-passed', 'nothing-passed']);
    expect(questions.map(({ fault }) => fault?.code)).toEqual(codes);
    expect(questions.every(({ allele, verdict }) => allele === null && verdict === null)).toBe(true);
    expect(server.heard).toHaveLength(codes.length);
    expect(first.budget).toMatchObject({ spentToday: { calls: bad.length }, refusal: null });
    expect(second.budget).toMatchObject({ spentToday: { calls: codes.length }, refusal: { code: 'budget-spent' } });
    expect(genome.git('for-each-ref') + genome.git('status', '--porcelain', '--ignored=no')).toBe(before);
    const folder = path.join(genome.root, '.sg', 'mutation', 'questions', 'bridge_uplink');
    const kept = readdirSync(folder).map((each) => readFileSync(path.join(folder, each), 'utf8'));
    const told = kept.map((text) => ((JSON.parse(text) as JsonObject)['proposal'] as { fault: JsonObject }).fault);
    expect(told.map((fault) => fault['code']).sort()).toEqual(codes.sort());
    expect(kept.join('') + JSON.stringify(questions)).not.toContain(key);
  });
});
