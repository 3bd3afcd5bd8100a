import type { PathwayContract, Resource, TopologyContract } from '../../contract/ast.ts';
import { providerOf } from '../../contract/contract-set.ts';
import { evaluateArguments } from '../../contract/evaluate.ts';
import { suggest } from '../../contract/suggest.ts';
import { InternalError } from '../../errors/internal-error.ts';
import { UsageError } from '../../errors/usage-error.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { DormantOrganism } from '../open-organism.ts';
import { prepareRun, type PreparedRun } from '../run/run.ts';
import { resolveProperties, resourceNames, type ResourceNames } from './resource-names.ts';
import { resourceOrder } from './resource-order.ts';
import { topologyInput } from './topology-input.ts';
import { prepareVerification } from './topology-verification.ts';

export interface PreparedResource {
  readonly name: string;
  readonly kind: string;
  readonly pathway: string;
  readonly needs: readonly string[];
  readonly run: PreparedRun;
}

/** A topology decomposed into runs of pathways; everything that can be refused without running has been looked at. */
export interface PreparedTopology {
  readonly contract: TopologyContract;
  readonly input: JsonObject;
  /** In the order in which they can be made. */
  readonly resources: readonly PreparedResource[];
  /** Absent when the topology says nothing about how to verify it. */
  readonly verification: PreparedRun | undefined;
}

/**
 * @throws UsageError unknown-topology, invalid-input, invalid-resource, locus-not-expressed; IntegrityError on a digest that
 * does not match
 */
export async function prepareTopology(organism: DormantOrganism, name: string, given: Json): Promise<PreparedTopology> {
  const contract = organism.contracts.topologies.get(name);
  if (contract === undefined) throw unknownTopology(organism, name);
  const input = topologyInput(contract, given, organism.phenotype, organism.book);
  const names = resourceNames(contract.has, { parameters: input, steps: new Map() });
  const resources: PreparedResource[] = [];
  for (const { resource, needs } of resourceOrder(contract)) {
    const provider = providerOf(organism.contracts, resource.is.text);
    if (provider === undefined)
      throw new InternalError(`Nobody provides "${resource.is.text}", which the contract check let pass.`);
    const run = await prepareResource(organism, contract, resolved(resource, names), provider, input);
    resources.push({ name: resource.name.text, kind: resource.is.text, pathway: provider.name.text, needs, run });
  }
  return { contract, input, resources, verification: await prepareVerification(organism, contract, input) };
}

function resolved(resource: Resource, names: ResourceNames): Resource {
  return { ...resource, properties: resolveProperties(resource.properties, names) };
}

/** A resource's properties as the input of its provider, with its own name as `name`. */
async function prepareResource(
  organism: DormantOrganism,
  topology: TopologyContract,
  resource: Resource,
  provider: PathwayContract,
  parameters: JsonObject,
): Promise<PreparedRun> {
  const optional = new Set(provider.takes.filter(({ type }) => type.optional).map(({ name }) => name.text));
  const named = provider.takes.some(({ name }) => name.text === 'name');
  try {
    const properties = evaluateArguments(resource.properties, { parameters, steps: new Map() }, optional);
    const input = named ? { name: resource.name.text, ...properties } : properties;
    return await prepareRun(organism, provider.name.text, input);
  } catch (cause) {
    if (!(cause instanceof UsageError) || cause.code === 'locus-not-expressed') throw cause;
    throw invalidResource(topology, resource, cause);
  }
}

/** What the contract check could not see: values that come with the input. */
function invalidResource(topology: TopologyContract, resource: Resource, cause: UsageError): UsageError {
  const name = topology.name.text;
  return new UsageError({
    code: 'invalid-resource',
    message: `contracts/topologies/${name}.sg:${resource.span.start.line}: resource "${resource.name.text}": ${cause.message}`,
    hint: 'Look at the values the topology was given. Nothing was run.',
    ...(cause.details === undefined ? {} : { details: cause.details }),
    cause,
  });
}

function unknownTopology({ contracts }: DormantOrganism, name: string): UsageError {
  const near = suggest(name, [...contracts.topologies.keys()]);
  const other = contracts.pathways.has(name) ? `It is a pathway: \`sg run ${name}\`.` : undefined;
  return new UsageError({
    code: 'unknown-topology',
    message: `There is no topology called "${name}".`,
    hint: other ?? (near === undefined ? '`sg status` lists the topologies there are.' : `Did you mean "${near}"?`),
  });
}
