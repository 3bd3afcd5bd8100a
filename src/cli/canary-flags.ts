import { UsageError } from '../errors/usage-error.ts';
import { isHostName } from '../phenotype/canary.ts';
import type { Canary } from '../phenotype/schema.ts';

/**
 * Which hosts are to ask an allele first, from `--canary SHARE` or `--host NAME`; `undefined` where neither was given.
 * @throws UsageError `invalid-share`, `invalid-host-name`
 */
export function canaryFlags(
  share: string | undefined,
  hosts: readonly string[] = [],
): Omit<Canary, 'allele'> | undefined {
  if (share !== undefined) return { share: shareOf(share) };
  const wrong = hosts.find((host) => !isHostName(host));
  if (wrong !== undefined) {
    throw new UsageError({
      code: 'invalid-host-name',
      message: `Expected a host name of at most 63 letters, digits, ".", "_" and "-", got ${JSON.stringify(wrong.slice(0, 80))}.`,
      hint: 'Hosts are named as their ledgers are published: fitness/NAME.',
    });
  }
  return hosts.length === 0 ? undefined : { hosts: [...new Set(hosts)] };
}

function shareOf(text: string): number {
  const share = Number(text);
  if (/^\d*\.?\d+$/.test(text) && share <= 1) return share;
  throw new UsageError({
    code: 'invalid-share',
    message: `Expected a share of hosts from 0 to 1, got ${JSON.stringify(text.slice(0, 40))}.`,
    hint: '`--canary 0.1` is one host in ten; `--canary 0` ends it.',
  });
}
