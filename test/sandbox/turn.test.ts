import { describe, expect, it } from 'vitest';
import { EngineStop } from '../../src/sandbox/engine/engine-stop.ts';
import { parseTurn } from '../../src/sandbox/turn.ts';

describe('parseTurn', () => {
  it('reads calls and ends', () => {
    expect(parseTurn('{"calls":[[0,"links",[]]],"end":null}')).toEqual({
      calls: [{ id: 0, operation: 'links', args: [] }],
      end: undefined,
      units: 37,
    });
    expect(parseTurn('{"calls":[],"end":{"output":null}}').end).toEqual({ type: 'output', output: null });
    expect(parseTurn('{"calls":[],"end":{"kind":"depth-limit","message":"m","stack":""}}').end).toMatchObject({
      ...{ type: 'refused', kind: 'depth-limit' },
    });
  });

  it.each([
    '',
    'null',
    '[]',
    '{"calls":1,"end":null}',
    '{"calls":[null],"end":null}',
    '{"calls":[["0","links",[]]],"end":null}',
    '{"calls":[[0,1,[]]],"end":null}',
    '{"calls":[[0,"links",{}]],"end":null}',
    '{"calls":[],"end":1}',
    '{"calls":[],"end":{}}',
    '{"calls":[],"end":{"kind":"ok","message":"","stack":""}}',
    '{"calls":[],"end":{"kind":"depth-limit","message":1,"stack":""}}',
    '{"calls":[],"end":{"thrown":{"name":1}}}',
    '{"calls":[],"end":{"thrown":null}}',
    '{"calls":[],"end":null',
  ])('takes %s for the work of a broken engine', (text) => {
    expect(() => parseTurn(text)).toThrow(EngineStop);
  });
});
