import type { Contract, Verify, VerifyCall } from '../ast.ts';
import { inputFields } from '../output-fields.ts';
import { suggest } from '../suggest.ts';
import { checkReferences } from './arguments.ts';
import { checkCallArguments } from './calls.ts';
import type { Check, CheckContext } from './check-context.ts';
import type { Scope } from './references.ts';
import { loopScope, stepScope } from './steps.ts';

/**
 * `verify:` calls diagnostic genes, with values that are there at the end. Prose is for diagnostics only: what verifies a
 * change must be something that runs.
 */
export const checkVerify: Check<Contract> = (contract, context) => {
  const { verify } = contract;
  if (verify === undefined) return;
  const scope: Scope = {
    parameters: inputFields(contract),
    step: contract.kind === 'pathway' ? stepScope(contract.steps, 'end', context) : undefined,
  };
  checkItems(verify, scope, context);
  const isDiagnostic = contract.kind === 'gene' && contract.family === 'diagnostic';
  if (!isDiagnostic) checkRuns(verify, context);
};

function checkItems(verify: Verify, scope: Scope, context: CheckContext): void {
  for (const item of verify.items) {
    if (item.kind === 'call') checkVerifyCall(item, scope, context);
    if (item.kind !== 'for') continue;
    const inner = loopScope(item.variable, item.over, scope, context);
    for (const call of item.body) checkVerifyCall(call, inner, context);
  }
}

function checkVerifyCall(call: VerifyCall, scope: Scope, context: CheckContext): void {
  const { genes, pathways } = context.set;
  const name = call.target.text;
  const gene = genes.get(name);
  if (gene?.family === 'diagnostic' || context.broken.has(name)) {
    checkCallArguments(call, scope, context);
    return;
  }
  if (gene === undefined && !pathways.has(name)) {
    context.report('unknown-locus', call.target, `No contract defines the diagnostic ${name}.`, {
      expected: 'the name of a diagnostic gene',
      suggestion: suggest(name, diagnosticNames(context)),
    });
  } else {
    const kind = gene === undefined ? 'a pathway' : 'a configuration gene';
    context.report('verify-not-diagnostic', call.target, `${name} is ${kind}; only a diagnostic gene can verify.`, {
      expected: 'the name of a diagnostic gene',
    });
  }
  checkReferences(call.arguments, scope, context);
}

function diagnosticNames({ set }: CheckContext): readonly string[] {
  return [...set.genes.values()].filter(({ family }) => family === 'diagnostic').map(({ name }) => name.text);
}

function checkRuns({ items, within }: Verify, { report }: CheckContext): void {
  const prose = items.filter((item) => item.kind === 'prose');
  for (const item of prose) {
    report('verify-prose', item, 'Prose verifies nothing here.', { expected: 'a call of a diagnostic gene' });
  }
  if (items.length === 0 && within !== undefined) {
    report('within-without-calls', within.duration, 'Nothing is verified within this time.', {
      expected: 'a call of a diagnostic gene before it',
    });
  }
}
