import type { Argument, Example, Prose, Span } from '../ast.ts';
import type { ExecutableContract } from '../contract-set.ts';
import type { DiagnosticCode } from '../diagnostics-catalogue.ts';
import { expressionReferences } from '../expression-references.ts';
import { inputFields, outputFields } from '../output-fields.ts';
import { quoted } from '../printable.ts';
import { referenceText } from '../reference-text.ts';
import { declaredRefusals } from '../refusals.ts';
import { suggest } from '../suggest.ts';
import { builtin, type FieldTypes } from '../value-type.ts';
import type { VocabularyFault } from '../vocabulary.ts';
import { checkArguments, checkGivenArguments } from './arguments.ts';
import type { Check, CheckContext } from './check-context.ts';

/** Worked cases: constants that fit, an outcome that can be, and lines the kernel's vocabulary understands. */
export const checkExamples: Check<ExecutableContract> = (contract, context) => {
  for (const example of contract.examples) {
    checkTakes(example, contract, context);
    checkOutcome(example, contract, context);
    checkLines(example, context);
  }
};

const constants = { parameters: new Map(), step: undefined };

function checkTakes(example: Example, contract: ExecutableContract, context: CheckContext): void {
  const args = withoutReferences(example.takes, context);
  const excluded = new Set(example.takes.filter((argument) => !args.includes(argument)).map(({ name }) => name.text));
  const receiver = {
    name: contract.name.text,
    fields: inputFields(contract),
    place: { span: titleSpan(example) },
    noun: 'argument' as const,
    filled: excluded,
  };
  checkArguments(args, receiver, constants, context);
}

/** An example is a fixed case: references are reported and their arguments not looked at further. */
function withoutReferences(args: readonly Argument[], { report }: CheckContext): readonly Argument[] {
  return args.filter(({ value }) => {
    const [reference] = expressionReferences(value);
    if (reference === undefined) return true;
    report('reference-in-example', reference, `An example has fixed values, not ${referenceText(reference)}.`, {
      expected: 'a constant',
    });
    return false;
  });
}

function checkOutcome(example: Example, contract: ExecutableContract, context: CheckContext): void {
  const refusals = declaredRefusals(contract);
  const gives = outputFields(contract);
  const fields: FieldTypes =
    refusals.length === 0
      ? gives
      : new Map([...gives, ['refusal', { type: builtin('string'), optional: true, mayBeAbsent: true }]]);
  const args = withoutReferences(example.gives, context);
  checkGivenArguments(args, { name: contract.name.text, fields, noun: 'argument' }, constants, context);
  const success = args.find(({ name }) => name.text === 'success')?.value;
  if (success?.kind === 'bool' && !success.value) checkFailure(args, fields, refusals, context);
  checkRefusal(args, refusals, context);
}

function checkFailure(
  args: readonly Argument[],
  fields: FieldTypes,
  refusals: readonly string[],
  { report }: CheckContext,
): void {
  for (const { name } of args) {
    if (['success', 'error', 'refusal'].includes(name.text) || !fields.has(name.text)) continue;
    report('field-of-failure', name, `With success = false nothing is looked at but success, error and refusal.`, {
      expected: `no ${name.text}`,
    });
  }
  const success = args.find(({ name }) => name.text === 'success');
  if (refusals.length === 0 && success !== undefined) {
    report('failure-example', success, 'The contract declares no refusal, so this example asks for a failure.', {
      expected: 'a `fails when` bullet that ends in `-> success=false`',
    });
  }
}

/** `refusal = "…"` names a declared one, and refusing is not success. */
function checkRefusal(args: readonly Argument[], refusals: readonly string[], { report }: CheckContext): void {
  const refusal = args.find(({ name }) => name.text === 'refusal');
  if (refusal?.value.kind !== 'string' || refusals.length === 0) return;
  const text = refusal.value.value;
  const success = args.find(({ name }) => name.text === 'success')?.value;
  if (!refusals.includes(text)) {
    report('unknown-refusal', refusal.value, 'No `fails when` bullet declares this refusal.', {
      expected: `one of ${refusals.map((known) => quoted(known)).join(', ')}`,
      suggestion: suggest(text, refusals),
    });
  } else if (success === undefined || (success.kind === 'bool' && success.value)) {
    report('refusal-with-success', refusal, 'A gene that refuses gives success = false.', {
      expected: 'success = false',
    });
  }
}

function checkLines({ given, then }: Example, context: CheckContext): void {
  const { vocabulary } = context;
  if (vocabulary === undefined) return;
  for (const line of given) reportLine('invalid-given', line, vocabulary.checkGiven(line.text), context);
  for (const line of then) reportLine('invalid-then', line, vocabulary.checkThen(line.text), context);
}

function reportLine(
  code: DiagnosticCode,
  line: Prose,
  fault: VocabularyFault | undefined,
  { report }: CheckContext,
): void {
  if (fault === undefined) return;
  const span = partOf(line.span, fault.offset, fault.length);
  report(code, { span }, fault.message, { expected: fault.expected, suggestion: fault.suggestion });
}

/** Part of a line of text that stands on one line of the file. */
function partOf({ start }: Span, offset: number, length: number): Span {
  const move = (by: number): Span['start'] => ({ ...start, offset: start.offset + by, column: start.column + by });
  return { start: move(offset), end: move(offset + Math.max(length, 1)) };
}

/** Nodes of examples span their whole block; a caret belongs under the title. */
function titleSpan({ span, title }: Example): Span {
  return partOf(span, 0, title.length);
}
