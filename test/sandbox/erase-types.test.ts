import { afterAll, describe, expect, it } from 'vitest';
import { eraseTypes, longestSource } from '../../src/sandbox/erase-types.ts';
import { TypeEraser } from '../../src/sandbox/type-eraser.ts';

describe('eraseTypes', () => {
  const eraser = new TypeEraser();
  afterAll(() => {
    eraser.dispose();
  });

  it('keeps everything else where it was', async () => {
    const source = `import type { Gene } from './contract.js';\nconst é: Map<string, '名'> = new Map<string, '名'>(); // ← 😀\nexport default é as unknown;`;
    const erasure = await eraseTypes(source, eraser);
    expect(erasure).toMatchObject({ ok: true });
    const code = erasure.ok ? erasure.code : '';
    expect(code).toHaveLength(source.length);
    for (const kept of ['const é', '= new Map', '(); // ← 😀', 'export default é']) {
      expect(code.indexOf(kept)).toBe(source.indexOf(kept));
    }
    expect(code).not.toMatch(/import|string|unknown|名/);
  });

  it.each([
    ['enum A { b }', { line: 1, column: 1 }],
    ['\n  namespace A { export const b = 1; }', { line: 2, column: 3 }],
    ['class A {\n  constructor(readonly b: string) {}\n}', { line: 2, column: 24 }],
    ['let a = <string>b;', { line: 1, column: 9 }],
    ['import a = require("b");', { line: 1, column: 1 }],
    ['const = 1', { line: 1, column: 7 }],
  ])('refuses %j', async (source, position) => {
    const erasure = await eraseTypes(source, eraser);
    const message = expect.any(String) as string;
    expect(erasure.ok ? undefined : erasure.fault).toEqual({ kind: 'syntax', message, position });
  });

  it('goes on after a source that broke the parser', async () => {
    expect(await eraseTypes('['.repeat(20_000), eraser)).toMatchObject({
      ok: false,
      fault: { kind: 'syntax', message: 'The source cannot be parsed; it may be nested too deeply.' },
    });
    expect(await eraseTypes('let a: 1;', eraser)).toEqual({ ok: true, code: 'let a   ;' });
  });

  it('stops a source that takes exponential time', async () => {
    const hasty = new TypeEraser(200);
    const trap = `x=${'a?(b):c=>(a?(b):c=>('.repeat(40)}1${'))'.repeat(40)}`;
    const [slow, next] = await Promise.all([eraseTypes(trap, hasty), eraseTypes('let a: 1;', new TypeEraser())]);
    expect(slow).toEqual({
      ok: false,
      fault: { kind: 'syntax', message: 'The types could not be erased within 200 ms.' },
    });
    expect(next).toMatchObject({ ok: true });
    hasty.dispose();
  });

  it('takes one source after another', async () => {
    const codes = await Promise.all(Array.from({ length: 20 }, (_, n) => eraseTypes(`let a: 1 = ${n};`, eraser)));
    expect(codes).toEqual(Array.from({ length: 20 }, (_, n) => ({ ok: true, code: `let a    = ${n};` })));
  });

  it('does not parse what is too long', async () => {
    const erasure = await eraseTypes(' '.repeat(longestSource + 1), eraser);
    expect(erasure).toMatchObject({ ok: false, fault: { kind: 'syntax' } });
  });
});
