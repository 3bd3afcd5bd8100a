import { Flags } from '@oclif/core';
import { UsageError } from '../errors/usage-error.ts';

/** Threads that trials run in. Nothing that is found depends on it. */
export const workersFlag = Flags.custom<number>({
  description: 'threads that trials run in (default: one a processor, at most 4)',
  helpValue: 'N',
  parse: (text) => Promise.resolve(threads(text)),
});

function threads(text: string): number {
  const count = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= 64) return count;
  throw new UsageError({ code: 'invalid-workers', message: `Expected 1 to 64 threads, got ${JSON.stringify(text)}.` });
}
