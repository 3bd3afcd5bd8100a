import type { Example, GeneContract } from '../../src/contract/ast.ts';
import { evaluateArguments } from '../../src/contract/evaluate.ts';
import { classifyOutput } from '../../src/contract/refusals.ts';
import { inputValidator, outputValidator } from '../../src/contract/validators.ts';
import { checkThenLine, worldFromGiven } from '../../src/kernel/vocabulary.ts';
import { canonicalJson } from '../../src/model/canonical-json.ts';
import type { Json } from '../../src/model/json.ts';
import type { GeneQuestion, GeneRun } from './run-gene.ts';

const nothing = { parameters: {}, steps: new Map<number, Json>() };

/** The example's arguments as a validated input, defaults filled in, and the world of its `given` lines. */
export function exampleQuestion(contract: GeneContract, example: Example): GeneQuestion {
  const checked = inputValidator(contract).validate(evaluateArguments(example.takes, nothing, new Set()));
  if (!checked.ok) throw new Error(checked.issues.map(({ message }) => message).join('; '));
  return { contract, input: checked.value, world: worldFromGiven(example.given.map(({ text }) => text)) };
}

/** What is otherwise than the example says: a line each, none when it holds. */
export function exampleFaults(contract: GeneContract, example: Example, run: GeneRun): readonly string[] {
  const { result, before, after } = run;
  if (!result.ok) return [`${result.fault.kind}: ${result.fault.message}`];
  const checked = outputValidator(contract).validate(result.output);
  if (!checked.ok) return checked.issues.map(({ message }) => message);
  const { value: output } = checked;
  const failed = classifyOutput(contract, output) === 'failed' ? ['it fails without a declared refusal'] : [];
  const expected = evaluateArguments(example.gives, nothing, new Set());
  const given = Object.entries(expected).flatMap(([field, value]) => {
    const found = output[field];
    if (found !== undefined && canonicalJson(found) === canonicalJson(value)) return [];
    return [
      `${field}: expected ${canonicalJson(value)}, got ${found === undefined ? 'nothing' : canonicalJson(found)}`,
    ];
  });
  const then = example.then.flatMap(({ text }) => {
    const holds = checkThenLine(text, before, after);
    return holds.ok ? [] : [`${text}: ${holds.found}`];
  });
  return [...failed, ...given, ...then];
}
