import { invalid } from './refusal.ts';
import type { LinkKind } from './network.ts';

/**
 * Linux lets the loopback have an address and refuses to take it away again (EADDRNOTAVAIL for the zero address, seen on
 * 6.18): a change that can't be undone is not made.
 * @throws Refusal EINVAL
 */
export function refuseLoopbackMac({ kind, name }: { readonly kind: LinkKind; readonly name: string }): void {
  if (kind === 'loopback') throw invalid(`the loopback "${name}" has no address to set`);
}
