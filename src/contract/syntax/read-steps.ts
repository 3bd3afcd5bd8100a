import type { Call, LoopStep, Step, WhenBranch, WhenStep } from '../ast.ts';
import { entriesOf, firstCode, type Entry } from './block.ts';
import type { Faults } from './faults.ts';
import { contentSpan } from './line.ts';
import { withArguments } from './read-calls.ts';
import { readAs } from './read-entry.ts';
import { checkStepNumbers } from './step-numbers.ts';
import { tokenise, type TokenLine } from './tokenise.ts';
import { present, unique } from './unique.ts';

const forms = ['for', 'when'];

export function readSteps(section: Entry, faults: Faults): readonly Step[] {
  const heads = entriesOf(section.body, faults).map((entry) => ({ entry, source: tokenise(entry.head, faults) }));
  checkStepNumbers(
    heads.map(({ source }) => source.tokens[0]),
    faults,
  );
  return present(heads.map(({ entry, source }) => readStep(entry, source, faults)));
}

function readStep(entry: Entry, source: TokenLine, faults: Faults): Step | undefined {
  const numbered = source.tokens[0]?.type === 'ordinal';
  const word = source.tokens[numbered ? 1 : 0]?.text;
  if (word === 'for') return readLoop(entry, source, faults);
  if (word === 'when') return readWhen(entry, source, faults);
  const step = readAs('stepCall', source, faults, numbered ? { at: 1, words: forms } : undefined);
  if (step === undefined) return undefined;
  const call = withArguments(step.call, entry.body, faults);
  const span = { start: step.ordinal.span.start, end: call.span.end };
  return { kind: 'call', number: Number.parseInt(step.ordinal.text, 10), call, span };
}

function readLoop(entry: Entry, source: TokenLine, faults: Faults): LoopStep | undefined {
  const step = readAs('stepLoop', source, faults);
  const body = present(entriesOf(entry.body, faults).map((item) => readCall(item, faults)));
  if (step === undefined) return undefined;
  const { ordinal, variable, over } = step;
  requireBody(entry, 'This loop has nothing to repeat.', 'one or more targets, indented', faults);
  return { kind: 'for', number: Number.parseInt(ordinal.text, 10), variable, over, body, span: spanTo(entry, body) };
}

function readWhen(entry: Entry, source: TokenLine, faults: Faults): WhenStep | undefined {
  const step = readAs('stepWhen', source, faults);
  const branches = readBranches(entry, faults);
  if (step === undefined) return undefined;
  const { ordinal, subject } = step;
  requireBody(entry, 'This choice has no branches.', 'branches like `false -> target`, indented', faults);
  return { kind: 'when', number: Number.parseInt(ordinal.text, 10), subject, branches, span: spanTo(entry, branches) };
}

function readBranches(entry: Entry, faults: Faults): readonly WhenBranch[] {
  const branches = entriesOf(entry.body, faults).map((item): WhenBranch | undefined => {
    const branch = readAs('branch', tokenise(item.head, faults), faults);
    if (branch === undefined) return undefined;
    const call = withArguments(branch.call, item.body, faults);
    return { value: branch.value, call, span: { start: branch.value.span.start, end: call.span.end } };
  });
  return unique(
    present(branches),
    ({ value }) => JSON.stringify('value' in value ? value.value : value),
    ({ value }, first) => {
      faults.report(
        'duplicate-branch',
        value.span,
        `Line ${first.span.start.line} has a branch for this value already.`,
      );
    },
  );
}

function readCall(entry: Entry, faults: Faults): Call | undefined {
  const call = readAs('call', tokenise(entry.head, faults), faults);
  return call === undefined ? undefined : withArguments(call, entry.body, faults);
}

function requireBody(entry: Entry, message: string, expected: string, faults: Faults): void {
  if (firstCode(entry.body) === undefined)
    faults.report('missing-body', contentSpan(entry.head), message, { expected });
}

function spanTo(entry: Entry, body: readonly { readonly span: Step['span'] }[]): Step['span'] {
  const { start, end } = contentSpan(entry.head);
  return { start, end: body.at(-1)?.span.end ?? end };
}
