import type { HostLink, HostState } from '../observe/host-state.ts';
import { isSame } from './recreate.ts';

/** One call of a program. */
export interface RestoreStep {
  readonly program: 'ip' | 'bridge';
  readonly args: readonly string[];
}

export type RestoreSteps = readonly RestoreStep[];

/** What a restore looks at: the state to have, the state that is, and the devices it may touch. */
export interface RestoreView {
  readonly target: HostState;
  readonly current: HostState;
  readonly inScope: (device: string) => boolean;
}

export interface Pair {
  readonly had: HostLink;
  readonly has: HostLink;
}

/** Links in scope that are there in both states, the lower ones first. */
export function pairs({ target, current, inScope }: RestoreView): readonly Pair[] {
  return target.links.flatMap((had) => {
    const has = current.links.find((link) => link.name === had.name);
    return has !== undefined && inScope(had.name) && isSame(had, has) ? [{ had, has }] : [];
  });
}
