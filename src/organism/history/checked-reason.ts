import { UsageError } from '../../errors/usage-error.ts';

const longest = 1000;

/**
 * A reason as it goes into a commit's trailer, on one line.
 * @throws UsageError `invalid-reason`
 */
export function checkedReason(text: string): string {
  const reason = text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
  if (reason !== '' && reason.length <= longest) return reason;
  throw new UsageError({
    code: 'invalid-reason',
    message: `Expected a reason of 1 to ${longest} characters, got ${reason === '' ? 'none' : reason.length}.`,
    hint: 'Say in a sentence why; `git log` and `sg log` will show it to whoever asks.',
  });
}
