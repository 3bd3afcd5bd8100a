import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { JsonObject } from '../../../src/model/json.ts';
import type { EngineReply } from '../../../src/mutation/engine.ts';
import { projectRoot } from '../../helpers/project-root.ts';
import { CountingEngine, MutationFixture, textReply } from './mutation-fixture.ts';

vi.setConfig({ testTimeout: 120_000 });
vi.stubEnv('SG_CACHE_DIR', path.join(projectRoot, 'node_modules', '.cache', 'sg-tests'));

const usage = { calls: 1, inputTokens: 10, outputTokens: 0, money: { amount: '0.01', currency: 'USD' } };
const code = 'export default async function execute(input, kernel) {\n  return null;\n}';
const block = (text: string): string => `\`\`\`typescript\n${text}\n\`\`\``;

/** What is no allele, and what it is called. */
const refused: readonly (readonly [code: string, reply: EngineReply])[] = [
  ['engine-refused', { usage, fault: { code: 'engine-refused', message: 'I would rather not.' } }],
  ['engine-timeout', { usage, fault: { code: 'engine-timeout', message: 'No answer within 180 s.' } }],
  ['answer-not-code', textReply('The allele should announce the bridge.')],
  ['answer-two-blocks', textReply(`${block(code)}\nor\n${block(code)}`)],
  ['answer-import', textReply(block(`import { readFile } from 'node:fs';\n${code}`))],
  ['answer-wrong-signature', textReply(block('export default function run() {}'))],
  ['answer-truncated', textReply(`\`\`\`typescript\n${code}`)],
];

describe('answers that are no alleles', () => {
  it('are recorded, paid for and told apart; nothing reaches the genome', async () => {
    const genome = await MutationFixture.open();
    const file = await genome.uplinkCase();
    const before = genome.git('for-each-ref') + genome.git('status', '--porcelain');
    const writer = new CountingEngine(refused.map(([, reply]) => reply));
    const result = await genome.mutate({ case: file, count: refused.length }, { writer });
    expect(result.state).toBe('nothing-passed');
    expect(result.questions.map(({ fault }) => fault?.code)).toEqual(refused.map(([name]) => name));
    expect(result.questions.every(({ allele }) => allele === null)).toBe(true);
    expect(result.budget.spentToday.calls).toBe(refused.length);
    expect(genome.git('for-each-ref') + genome.git('status', '--porcelain')).toBe(before);
    const again = await genome.mutate({ case: file, count: 1 }, { writer });
    expect(again.questions).toMatchObject([{ reused: false, fault: { code: 'engine-refused' } }]);
  });

  it('of which every one dies in the arena are shown to whoever is asked next', async () => {
    const genome = await MutationFixture.open();
    const file = await genome.uplinkCase();
    const writer = new CountingEngine([textReply(block(`${code}\n`))]);
    const first = await genome.mutate({ case: file, count: 1 }, { writer });
    expect(first).toMatchObject({ state: 'nothing-passed', questions: [{ verdict: { result: 'rejected' } }] });
    const again = await genome.mutate({ case: file, count: 1 }, { writer });
    expect(again).toMatchObject({ questions: [{ fault: { code: 'rejected-before' }, verdict: null }] });
    const [asked, askedAgain] = writer.requests.map(({ prompt }) => prompt.user);
    expect(asked).not.toContain('Rejected before');
    expect(askedAgain).toContain(first.questions[0]!.allele!.slice(0, 12));
    expect(genome.branches()).toEqual([]);
  });
});

describe('a round that ended before all of it was settled', () => {
  it('gives the answer that is left to the next one, although that one asks with another prompt', async () => {
    const genome = await MutationFixture.open();
    const file = await genome.uplinkCase();
    const answers = ['0', '1'].map((mark) => textReply(block(`${code}\n// ${mark}\n`)));
    const writer = new CountingEngine(answers);
    const first = await genome.mutate({ case: file, count: 2 }, { writer });
    expect(first.questions.map(({ verdict }) => verdict?.result)).toEqual(['rejected', 'rejected']);
    const kept = path.join(genome.root, '.sg', 'mutation', 'questions', 'bridge_uplink');
    for (const name of readdirSync(kept)) {
      const question = JSON.parse(readFileSync(path.join(kept, name), 'utf8')) as JsonObject;
      if (question['attempt'] !== 1) continue;
      writeFileSync(path.join(kept, name), JSON.stringify({ ...question, settled: undefined }));
    }
    const again = await genome.mutate({ case: file, count: 2 }, { writer });
    expect(again.questions.map(({ reused }) => reused)).toEqual([false, true]);
    expect(again.prompt).not.toBe(first.prompt);
    expect(writer.requests).toHaveLength(3);
    expect(again.budget.spentToday.calls).toBe(3);
  });
});

describe('the budget of a locus', () => {
  it('ends the questions, and says when there are more', async () => {
    const genome = await MutationFixture.open();
    const file = await genome.uplinkCase();
    const writer = new CountingEngine([textReply('No.')]);
    const env = { SG_MUTATION_BUDGET: 'calls=2' };
    const first = await genome.mutate({ case: file, count: 5 }, { writer, env });
    expect(first).toMatchObject({ state: 'nothing-passed', budget: { refusal: { code: 'budget-spent' } } });
    expect(writer.requests).toHaveLength(2);
    const again = await genome.mutate({ case: file, count: 5 }, { writer, env });
    expect(again).toMatchObject({ state: 'not-asked', budget: { spentToday: { calls: 2 }, limits: { calls: 2 } } });
    expect(writer.requests).toHaveLength(2);
    await expect(genome.mutate({ case: file }, { env: { SG_MUTATION_BUDGET: 'calls' } })).rejects.toMatchObject({
      code: 'mutation-budget',
    });
  });

  it('rests after a proposal, also for alleles ahead of any failure', async () => {
    const genome = await MutationFixture.open();
    await genome.mutate({ case: await genome.uplinkCase() });
    const ahead = await genome.mutate();
    expect(ahead).toMatchObject({ state: 'not-asked', failure: null, budget: { refusal: { code: 'cooling-down' } } });
    const later = await genome.mutate({}, { now: () => Date.now() + 3_600_000 });
    expect(later.questions.map(({ chosen }) => chosen)).toEqual([false, true]);
    expect(genome.branches()).toHaveLength(2);
    const again = await genome.mutate({}, { now: () => Date.now() + 7_200_000 });
    expect(again).toMatchObject({ state: 'already-proposed', branch: { name: later.branch!.name } });
  });
});
