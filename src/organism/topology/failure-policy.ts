import type { TopologyContract } from '../../contract/ast.ts';

/**
 * Whether one failure undoes everything. Without a word about it what works is preserved: each resource has been verified
 * by itself. `report what failed` is what happens either way.
 */
export function undoesAll({ onFailure }: TopologyContract): boolean {
  return onFailure.some(({ policy }) => policy === 'rollback all');
}
