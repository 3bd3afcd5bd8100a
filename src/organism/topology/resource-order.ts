import type { Resource, TopologyContract } from '../../contract/ast.ts';
import { resourceDependencies } from '../../contract/resource-dependencies.ts';
import { InternalError } from '../../errors/internal-error.ts';

export interface OrderedResource {
  readonly resource: Resource;
  /** Names of the resources it waits for, in the order of the file. */
  readonly needs: readonly string[];
}

/** Resources in an order in which each comes after all it refers to, otherwise as the file has them. */
export function resourceOrder(topology: TopologyContract): readonly OrderedResource[] {
  const dependencies = resourceDependencies(topology);
  const ordered: OrderedResource[] = [];
  const placed = new Set<string>();
  const waiting = [...topology.has];
  while (waiting.length > 0) {
    const ready = waiting.findIndex(({ name }) => [...(dependencies.get(name.text) ?? [])].every((n) => placed.has(n)));
    const [resource] = ready === -1 ? [] : waiting.splice(ready, 1);
    if (resource === undefined)
      throw new InternalError(`Topology "${topology.name.text}" has a ring, which the contract check let pass.`);
    const needed = dependencies.get(resource.name.text) ?? new Set();
    ordered.push({ resource, needs: topology.has.map(({ name }) => name.text).filter((name) => needed.has(name)) });
    placed.add(resource.name.text);
  }
  return ordered;
}
