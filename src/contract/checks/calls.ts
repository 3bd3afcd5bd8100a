import type { Call, VerifyCall } from '../ast.ts';
import { executable, executableNames } from '../contract-set.ts';
import { inputFields } from '../output-fields.ts';
import { suggest } from '../suggest.ts';
import { checkArguments, checkReferences } from './arguments.ts';
import { wholeExecutable, type CheckContext } from './check-context.ts';
import type { Scope } from './references.ts';

/** A call in a step or in the body of a loop, where `->` marks a pathway. */
export function checkCall(call: Call, scope: Scope, context: CheckContext): void {
  const { target, pathway } = call;
  const contract = executable(context.set, target.text);
  if (contract === undefined) {
    reportUnknownTarget(call, context);
  } else if (contract.kind === 'pathway' && !pathway) {
    context.report('missing-arrow', target, `${target.text} is a pathway, which a step calls with an arrow.`, {
      expected: `-> ${target.text}`,
      suggestion: `-> ${target.text}`,
    });
  } else if (contract.kind === 'gene' && pathway) {
    context.report('arrow-on-gene', target, `${target.text} is a gene; the arrow is for pathways.`, {
      expected: `${target.text} without ->`,
    });
  }
  checkCallArguments(call, scope, context);
}

/** A call in a branch of `when`: its arrow belongs to the branch, so genes and pathways look alike. */
export function checkBranchCall(call: Call, scope: Scope, context: CheckContext): void {
  if (executable(context.set, call.target.text) === undefined) reportUnknownTarget(call, context);
  checkCallArguments(call, scope, context);
}

/** Arguments against what the target takes; where that is not known, only what they refer to. */
export function checkCallArguments(call: Call | VerifyCall, scope: Scope, context: CheckContext): void {
  const contract = wholeExecutable(context, call.target.text);
  if (contract === undefined) {
    checkReferences(call.arguments, scope, context);
    return;
  }
  const receiver = {
    name: contract.name.text,
    fields: inputFields(contract),
    place: call.target,
    noun: 'argument' as const,
  };
  checkArguments(call.arguments, receiver, scope, context);
}

function reportUnknownTarget({ target, pathway }: Call, context: CheckContext): void {
  if (context.broken.has(target.text)) return;
  const names = pathway ? [...context.set.pathways.keys()] : executableNames(context.set);
  context.report(
    pathway ? 'unknown-pathway' : 'unknown-locus',
    target,
    `No contract defines the ${pathway ? 'pathway' : 'gene or pathway'} ${target.text}.`,
    { expected: pathway ? 'the name of a pathway' : 'the name of a gene', suggestion: suggest(target.text, names) },
  );
}
