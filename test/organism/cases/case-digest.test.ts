import { expect, test } from 'vitest';
import { inputMark, rightWhereWrong } from '../../../src/ledger/disagreements.ts';
import { inputOfCase } from '../../../src/ledger/failure-inputs.ts';
import { LedgerFold } from '../../../src/ledger/ledger-fold.ts';
import { canonicalJson } from '../../../src/model/canonical-json.ts';
import { sha256 } from '../../../src/model/digest.ts';
import { caseDigest } from '../../../src/organism/cases/case-digest.ts';
import { genomeRepository } from '../../helpers/genome-repository.ts';
import { inProcess } from '../../helpers/run-in-process.ts';

const locus = 'bridge_create';

test('the moment makes no other case, anything else does', () => {
  const failure = { version: 2, input: { a: 1 } };
  expect(caseDigest({ ...failure, moment: { now: 1 } })).toBe(caseDigest(failure));
  expect(caseDigest({ ...failure, input: { a: 2 } })).not.toBe(caseDigest(failure));
});

test('a run leaves what selection needs: the input a case came from, and who was right on it', async () => {
  const repository = await genomeRepository();
  const seed = repository.expressed(locus)[0]!;
  const broken = repository.allele(locus, 'export default async function () { throw new Error("broken"); }\n');
  repository.expressDigests(locus, [broken, seed]);
  const host = inProcess(repository);
  const inputs = ['br0', 'br1'].map((name) => ({ bridge_name: name, interfaces: [] }));
  for (const input of inputs) expect(await host.run(locus, input)).toMatchObject({ ok: true });
  // The same question in another run is the same input; here it is refused, which wins nothing.
  await host.run(locus, inputs[0]!);
  const fold = new LedgerFold();
  for (const record of host.records) fold.add(record);
  const { disagreements, failures } = fold.state;
  // As the contract completes it with defaults.
  const marks = host.cases.slice(0, 2).map(({ value }) => inputMark(sha256(canonicalJson(value['input'] ?? null))));
  expect([...rightWhereWrong(disagreements, locus, seed, broken)].sort()).toEqual([...marks].sort());
  expect(rightWhereWrong(disagreements, locus, broken, seed).size).toBe(0);
  expect(inputOfCase(failures, locus, caseDigest(host.cases[0]!.value))).toBe(marks[0]);
});
