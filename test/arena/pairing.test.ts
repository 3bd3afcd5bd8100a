import { describe, expect, test } from 'vitest';
import { pairUp } from '../../src/arena/pairing.ts';
import type { TrialResult } from '../../src/arena/trial-result.ts';

function result(outcome: TrialResult['outcome'], more: Partial<TrialResult> = {}): TrialResult {
  const cost = { operations: 1, linkFlaps: 0, worldTime: 0 };
  const base = { outcome, kind: null, message: '', refusal: null, output: null, proven: null };
  return { ...base, world: '', cost, checks: [], ...more };
}

const ok = result('ok', { output: { success: true } });
const failed = result('gene-failure', { kind: 'exception' });
const refused = result('refused', { refusal: 'bridge not found' });
const otherwise = result('refused', { refusal: 'interface is protected' });
const away = result('environment');

describe('of two alleles that change the world', () => {
  test.each([
    ['both work', ok, ok, [], 'tie'],
    ['it works where the other fails', ok, failed, [], 'win'],
    ['it fails where the other works', failed, ok, [], 'loss'],
    ['it refuses what the other does', refused, ok, [], 'loss'],
    ['both refuse', refused, refused, [], 'tie'],
    ['both fail', failed, failed, [], 'tie'],
    ['it fails where refusing was right', failed, refused, [], 'loss'],
    ['it fails where a third shows that refusing was wrong', failed, refused, [ok], 'none'],
    ['it does what all others refuse', ok, refused, [refused], 'none'],
    ['it does what one refuses and a third does', ok, refused, [ok], 'win'],
    ['it refuses where the other fails, with nobody to bear it out', refused, failed, [], 'none'],
    ['it refuses where the other fails, as a third does', refused, failed, [refused], 'win'],
    ['it refuses for another reason than a third', refused, failed, [otherwise], 'none'],
    ['it refuses where the other fails and a third works', refused, failed, [refused, ok], 'none'],
    ['the kernel was out of reach for it', away, ok, [], 'none'],
    ['the kernel was out of reach for the other', ok, away, [], 'none'],
  ] as const)('%s: %5$s', (_name, own, other, witnesses, counts) => {
    expect(pairUp('configuration', own, other, witnesses).counts).toBe(counts);
  });

  test('what no live allele does is open, and so is never promoted by itself', () => {
    expect(pairUp('configuration', ok, refused, [])).toMatchObject({
      difference: 'works-where-incumbent-refuses',
      open: true,
    });
  });

  test('another output and another world are told apart and counted as alike', () => {
    const renamed = result('ok', { output: { success: true, mac: '52:54:00:00:00:01' } });
    const moved = result('ok', { output: ok.output, world: 'other' });
    expect(pairUp('configuration', renamed, ok, [])).toMatchObject({ counts: 'tie', difference: 'other-output' });
    expect(pairUp('configuration', moved, ok, [])).toMatchObject({ counts: 'tie', difference: 'other-world' });
  });
});

describe('of two diagnostics', () => {
  const healthy = result('ok', { output: { healthy: true } });
  const ill = result('ok', { output: { healthy: false } });

  test('another finding is open: there is no oracle', () => {
    expect(pairUp('diagnostic', ill, healthy, [])).toEqual({ counts: 'none', difference: 'other-finding', open: true });
  });

  test('an answer where the incumbent has none counts only when a third finds the same', () => {
    expect(pairUp('diagnostic', healthy, failed, [])).toMatchObject({ counts: 'none', open: true });
    expect(pairUp('diagnostic', healthy, failed, [ill])).toMatchObject({ counts: 'none', open: true });
    expect(pairUp('diagnostic', healthy, failed, [healthy])).toMatchObject({ counts: 'win', open: false });
  });
});
