import type { Contract } from '../../contract/ast.ts';
import type { ExecutableContract } from '../../contract/contract-set.ts';
import { contractDigest } from '../../contract/contract-digest.ts';
import { inputValidator, outputValidator, type Validator } from '../../contract/validators.ts';
import type { Sha256 } from '../../model/digest.ts';

/** Validators and digests per contract, compiled when first asked for and kept. */
export class ContractBook {
  readonly #inputs = new WeakMap<Contract, Validator>();
  readonly #outputs = new WeakMap<ExecutableContract, Validator>();
  readonly #digests = new WeakMap<Contract, Sha256>();

  input(contract: Contract): Validator {
    return remembered(this.#inputs, contract, inputValidator);
  }

  output(contract: ExecutableContract): Validator {
    return remembered(this.#outputs, contract, outputValidator);
  }

  digest(contract: Contract): Sha256 {
    return remembered(this.#digests, contract, contractDigest);
  }
}

function remembered<K extends object, V>(memory: WeakMap<K, V>, key: K, make: (key: K) => V): V {
  const known = memory.get(key);
  if (known !== undefined) return known;
  const made = make(key);
  memory.set(key, made);
  return made;
}
