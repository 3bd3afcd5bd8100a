import type { Name } from '../ast.ts';
import { attribute, type ContractBlock } from './contract-block.ts';
import { unique } from './unique.ts';

/** `provides bridge, bond`. */
export function readProvides(block: ContractBlock): readonly Name[] {
  return unique(
    attribute(block, 'provides', 'provides') ?? [],
    ({ text }) => text,
    ({ text, span }) => {
      block.faults.report('duplicate-provides', span, `\`${text}\` is provided already.`);
    },
  );
}
