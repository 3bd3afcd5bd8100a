import type { ResourceState, TopologyReport } from '../organism/topology/topology-report.ts';

/** How the three states in which a resource can be true are called. */
export type StateWords = Readonly<Record<'missing' | 'drifted' | 'right', string>>;

/** `1 made, 2 right already, 1 refused`: resources by state. */
export function resourceCounts({ resources }: TopologyReport, words: StateWords): string {
  const named: readonly (readonly [ResourceState, string])[] = [
    ['missing', words.missing],
    ['drifted', words.drifted],
    ['right', words.right],
    ['refused', 'refused'],
    ['failed', 'failed'],
    ['skipped', 'skipped'],
  ];
  return named
    .map(([state, word]) => ({ word, count: resources.filter((resource) => resource.state === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ word, count }) => `${count} ${word}`)
    .join(', ');
}
