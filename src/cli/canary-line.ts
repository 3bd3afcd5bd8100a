import { shortDigest } from '../model/digest.ts';
import type { CanaryStatus } from '../organism/canary/canaries.ts';
import { printableLine } from './printable.ts';
import type { Style } from './style.ts';

/** Which hosts ask another allele before the stack of a locus, and whether this one does. */
export function canaryLine({ locus, allele, share, hosts, host, here }: CanaryStatus, style: Style): string {
  const where = share === null ? (hosts ?? []).join(', ') : `${Number((share * 100).toFixed(2))} % of hosts`;
  const own = `${printableLine(host, 63)} is ${here ? 'one of them' : 'not one of them'}`;
  return `${style.warn('canary')}  ${printableLine(locus)} ${shortDigest(allele)}: asked first on ${printableLine(where, 80)}; ${own}`;
}
