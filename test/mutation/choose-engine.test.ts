import { describe, expect, it } from 'vitest';
import { chooseEngine } from '../../src/mutation/choose-engine.ts';
import { proposeAllele } from '../../src/mutation/propose-allele.ts';
import { temporaryTree } from '../helpers/temporary-tree.ts';
import { goodSource, request, settings } from './sample.ts';

describe('the choice of an engine', () => {
  it.each([
    [{}, 'mock'],
    [{ ANTHROPIC_API_KEY: 'k' }, 'claude'],
    [{ OPENAI_API_KEY: 'k' }, 'mock'],
    [{ OPENAI_API_KEY: 'k', SG_OPENAI_MODEL: 'm' }, 'openai'],
    [{ OPENAI_BASE_URL: 'http://localhost/v1', SG_OPENAI_MODEL: 'm' }, 'openai'],
    [{ SG_MUTATION_COMMAND: 'model' }, 'command'],
    [{ SG_MUTATION_COMMAND: 'model', ANTHROPIC_API_KEY: 'k' }, 'claude'],
  ])('is with %j automatically %s', (env, name) => {
    expect(chooseEngine('auto', settings(env)).name).toBe(name);
  });

  it('takes a name, and refuses one nobody has', () => {
    expect(chooseEngine('none', settings({})).name).toBe('none');
    expect(() => chooseEngine('oracle', settings({}))).toThrow(
      expect.objectContaining({ code: 'unknown-engine' }) as Error,
    );
  });
});

describe('engines without a service', () => {
  it('none: has no allele, and costs nothing', async () => {
    expect(await proposeAllele(chooseEngine('none', settings({})), request(), [])).toMatchObject({
      fault: { code: 'engine-none' },
      usage: { calls: 0 },
    });
  });

  it('mock: answers from files in the order of their names', async () => {
    const second = goodSource.replace('setUp', 'setDown');
    const tree = temporaryTree([
      ['link_up/1-first.ts', goodSource],
      ['link_up/2-second.md', `\`\`\`ts\n${second}\`\`\`\n`],
      ['link_up/3-prose.md', 'No.'],
    ]);
    const root = tree.description.replace(/^work tree of /, '');
    const engine = chooseEngine('mock', settings({}, { fixtures: root }));
    const ask = (attempt: number): ReturnType<typeof proposeAllele> => proposeAllele(engine, request({ attempt }), []);
    expect(await ask(0)).toMatchObject({ source: goodSource, model: 'fixture/1-first.ts' });
    expect(await ask(1)).toMatchObject({ source: second });
    expect(await ask(2)).toMatchObject({ fault: { code: 'answer-not-code' } });
    expect(await ask(3)).toMatchObject({ fault: { code: 'engine-no-fixture' }, usage: { calls: 0 } });
  });
});
