import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ArmedJournal } from '../../../src/kernel/journal/armed-journals.ts';
import { hostIdentity } from '../../../src/kernel/iproute2/iproute2-kernel.ts';
import { armedFate, type ArmedFate } from '../../../src/kernel/networkmanager/armed-checkpoint.ts';

const begun = 1_800_000_000;

/** A change without a checkpoint that was begun at that moment and is to be confirmed within four minutes. */
function journal(at: number): ArmedJournal {
  const begin = { ...hostIdentity(), at };
  const armed = { owner: null, until: at + 120, expires: at + 240 };
  return { file: 'it', begin, armed } as unknown as ArmedJournal;
}

function fateAfter(seconds: number, at = begun): Promise<ArmedFate> {
  vi.useFakeTimers({ toFake: ['Date'], now: (at + seconds) * 1000 });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  return armedFate(journal(at));
}

describe('a change that waits to be confirmed', () => {
  it.each([
    ['at once', 0, 'standing'],
    ['before its time is over', 239, 'standing'],
    ['after it', 240, 'over'],
    ['where the clock was put right by a little', -30, 'standing'],
    ['where the clock went back an hour', -3600, 'over'],
    ['where the clock went forward a day', 86_400, 'over'],
  ] as const)('%s', async (_, seconds, fate) => {
    expect(await fateAfter(seconds)).toBe(fate);
  });

  it('made in 1970 is over when the host gets its time', async () => {
    expect(await fateAfter(begun, 100)).toBe('over');
  });
});
