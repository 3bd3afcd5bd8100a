import { expect, test } from 'vitest';
import { openMeans } from '../../../src/evolution/mutate/open-means.ts';
import { genomeRepository } from '../../helpers/genome-repository.ts';

test('what a workflow hands over as empty text was not set', async () => {
  const { root } = await genomeRepository();
  const unset = { OPENAI_BASE_URL: '', SG_MUTATION_PRICE: '', SG_MUTATION_BUDGET: '', ANTHROPIC_API_KEY: '' };
  const env = { ...unset, OPENAI_API_KEY: 'planted-key-0123456789abcdef', SG_OPENAI_MODEL: 'deep' };
  const { engine } = await openMeans({ start: root, engine: 'auto', env, version: '0.0.0', workers: 1 });
  expect(engine.name).toBe('openai');
});
