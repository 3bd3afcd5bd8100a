import type { Contract } from '../../contract/ast.ts';
import { contractDigest } from '../../contract/contract-digest.ts';
import { describeContract } from '../../contract/describe.ts';
import { parseContract } from '../../contract/parse.ts';
import type { FileChange } from '../../git/changed-files.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import type { SideReader } from './compare-states.ts';
import type { ContractChange } from './genome-diff.ts';

const contractFile = /^contracts\/(?:genes|pathways|topologies)\/[^/]+\.sg$/;

/** Contracts that came, went or changed, sorted by kind and name. A file that only moved is no change. */
export async function contractChanges(
  [before, after]: readonly [SideReader, SideReader],
  changes: readonly FileChange[],
): Promise<readonly ContractChange[]> {
  const files = changes.filter(({ path }) => contractFile.test(path));
  const old = await readContracts(
    before,
    files.filter((file) => file.before !== undefined),
  );
  const now = await readContracts(
    after,
    files.filter((file) => file.after !== undefined),
  );
  // A file that can't be read on one side is told of as such, and not as the end or the birth of its contract.
  const unclear = new Set([...old.broken, ...now.broken]);
  const keys = [...new Set([...old.contracts.keys(), ...now.contracts.keys()])].sort();
  return keys.flatMap((key) => {
    const [a, b] = [old.contracts.get(key), now.contracts.get(key)];
    if ((a === undefined || b === undefined) && unclear.has(a?.file ?? b?.file ?? '')) return [];
    return change(a, b);
  });
}

interface ReadContract {
  readonly contract: Contract;
  readonly file: string;
  readonly text: string;
}

interface ReadContracts {
  readonly contracts: ReadonlyMap<string, ReadContract>;
  readonly broken: readonly string[];
}

async function readContracts(side: SideReader, files: readonly FileChange[]): Promise<ReadContracts> {
  const contracts = new Map<string, ReadContract>();
  const broken: string[] = [];
  for (const { path } of files) {
    const text = new TextDecoder().decode((await side.tree.read(path)) ?? new Uint8Array());
    const { value: contract, diagnostics } = parseContract({ file: path, text });
    const fault = diagnostics.find(({ severity }) => severity === 'error');
    if (contract !== undefined && fault === undefined) {
      contracts.set(`${contract.kind} ${contract.name.text}`, { contract, file: path, text });
      continue;
    }
    broken.push(path);
    const line = fault === undefined ? '' : `line ${fault.span.start.line}: `;
    side.unreadable.push({ path, side: side.side, message: `${line}${fault?.message ?? 'not a contract'}` });
  }
  return { contracts, broken };
}

function change(before: ReadContract | undefined, after: ReadContract | undefined): readonly ContractChange[] {
  const contract = after?.contract ?? before?.contract;
  if (contract === undefined) return [];
  const digests = {
    before: before === undefined ? null : contractDigest(before.contract),
    after: after === undefined ? null : contractDigest(after.contract),
  };
  const named = { kind: contract.kind, name: contract.name.text, ...digests };
  if (before === undefined) return [{ ...named, change: 'added', parts: [] }];
  if (after === undefined) return [{ ...named, change: 'removed', parts: [] }];
  if (digests.before !== digests.after) {
    return [{ ...named, change: 'changed', parts: changedParts(before.contract, after.contract) }];
  }
  return before.text === after.text ? [] : [{ ...named, change: 'layout', parts: [] }];
}

function changedParts(before: Contract, after: Contract): readonly string[] {
  const [a, b] = [describeContract(before), describeContract(after)];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter(
    (part) => canonicalJson(a[part] ?? null) !== canonicalJson(b[part] ?? null),
  );
}
