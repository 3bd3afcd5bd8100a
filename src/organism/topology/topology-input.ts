import type { TopologyContract } from '../../contract/ast.ts';
import { UsageError } from '../../errors/usage-error.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { Phenotype } from '../../phenotype/schema.ts';
import type { ContractBook } from '../contracts/contract-book.ts';

/**
 * The topology's parameters: what the caller gives; for the rest what the phenotype says, `nic` from its hardware and
 * others from its `[parameters]`; then the contract's defaults.
 * @throws UsageError invalid-input when they do not fit what the topology takes
 */
export function topologyInput(
  topology: TopologyContract,
  given: Json,
  phenotype: Phenotype,
  book: ContractBook,
): JsonObject {
  const filled = isObject(given) ? { ...fromPhenotype(topology, phenotype), ...given } : given;
  const checked = book.input(topology).validate(filled);
  if (checked.ok) return checked.value;
  const name = topology.name.text;
  throw new UsageError({
    code: 'invalid-input',
    message:
      `The parameters of topology "${name}", from the input and phenotype "${phenotype.name}", do not fit its contract: ` +
      checked.issues.map(({ message }) => message).join('; '),
    hint: `Give them with --input, or in phenotypes/${phenotype.name}.toml: nic under [hardware], others under [parameters].`,
    details: checked.issues.map((issue) => ({ ...issue })),
  });
}

/** What the phenotype has for the names the topology takes; what it has beyond them is for other topologies. */
function fromPhenotype({ takes }: TopologyContract, { hardware, parameters }: Phenotype): JsonObject {
  const nic: JsonObject = hardware.nic.length === 0 ? {} : { nic: hardware.nic };
  const known: JsonObject = { ...parameters, ...nic };
  const names = takes.map(({ name }) => name.text).filter((name) => Object.hasOwn(known, name));
  return Object.fromEntries(names.map((name) => [name, known[name] ?? null]));
}

function isObject(value: Json): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
