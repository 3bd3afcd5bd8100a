import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Generator {
  readonly generateGrammar: () => { readonly path: string; readonly text: string };
}

describe('grammar.generated.ts', () => {
  it('is what grammar.ne compiles to', async () => {
    const script = new URL('../../scripts/generate-grammar.js', import.meta.url).href;
    const { generateGrammar } = (await import(script)) as Generator;
    const { path, text } = generateGrammar();
    expect(readFileSync(path, 'utf8')).toBe(text);
  });
});
