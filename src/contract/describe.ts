import type { Json, JsonObject } from '../model/json.ts';
import type { Contract, Example, Field, Prose, TypeDeclaration, Verify, VerifyItem } from './ast.ts';
import { describeArguments, describeExpression } from './describe-expression.ts';
import { describeSteps } from './describe-steps.ts';
import { literalValue } from './literal-value.ts';
import { typeText } from './type-text.ts';

/**
 * A contract as stable JSON: what `sg contract show --json` prints and contract digests are taken of. No positions; every
 * key of a kind is always there (null or an empty list where the text says nothing); defaults are typed; types are text
 * (`string[3..]?`); prose is verbatim.
 */
export function describeContract(contract: Contract): JsonObject {
  const head = {
    kind: contract.kind,
    name: contract.name.text,
    domain: contract.domain?.text ?? null,
    does: contract.does?.text ?? null,
    takes: contract.takes.map(describeField),
    types: contract.types.map(describeType),
  };
  return { ...head, ...describeKind(contract) };
}

function describeKind(contract: Contract): JsonObject {
  switch (contract.kind) {
    case 'gene':
      return {
        family: contract.family,
        risk: contract.risk,
        gives: contract.gives.map(describeField),
        before: texts(contract.before),
        after: texts(contract.after),
        failsWhen: contract.failsWhen.map((clause) => ({
          condition: clause.condition,
          consequence: clause.consequence ?? null,
          text: clause.text,
        })),
        unhealthyWhen: texts(contract.unhealthyWhen),
        verify: describeVerify(contract.verify),
        feeds: contract.feeds.map((feed) => ({ locus: feed.locus.text, timescale: feed.timescale ?? 'convergence' })),
        connects: contract.connects.map(({ name, type, description }) => ({
          name: name.text,
          type: type.text,
          description: description ?? null,
        })),
        examples: contract.examples.map(describeExample),
      };
    case 'pathway':
      return {
        risk: contract.risk,
        provides: contract.provides.map((name) => name.text),
        steps: describeSteps(contract.steps),
        requires: contract.requires.map(({ step, needs }) => ({ step, needs })),
        verify: describeVerify(contract.verify),
        onFailure: contract.onFailure?.policy ?? null,
        examples: contract.examples.map(describeExample),
      };
    case 'topology':
      return {
        has: contract.has.map((resource) => ({
          name: resource.name.text,
          is: resource.is.text,
          properties: describeArguments(resource.properties, 'names'),
        })),
        verify: describeVerify(contract.verify, 'names'),
        onFailure: contract.onFailure.map(({ policy }) => policy),
      };
  }
}

function describeField(field: Field): JsonObject {
  return {
    name: field.name.text,
    type: typeText(field.type),
    required: !field.type.optional && field.default === undefined,
    description: field.description ?? null,
    ...(field.default === undefined ? {} : { default: literalValue(field.default) }),
  };
}

function describeType(type: TypeDeclaration): JsonObject {
  return { name: type.name.text, fields: type.fields.map(describeField) };
}

function describeVerify(verify: Verify | undefined, words: 'text' | 'names' = 'text'): Json {
  if (verify === undefined) return null;
  return {
    items: verify.items.map((item) => describeVerifyItem(item, words)),
    withinSeconds: verify.within?.duration.seconds ?? null,
  };
}

function describeVerifyItem(item: VerifyItem, words: 'text' | 'names'): JsonObject {
  switch (item.kind) {
    case 'prose':
      return { kind: 'prose', text: item.text };
    case 'call':
      return { kind: 'call', target: item.target.text, arguments: describeArguments(item.arguments, words) };
    case 'for':
      return {
        kind: 'for',
        variable: item.variable.text,
        over: describeExpression(item.over, words),
        body: item.body.map((call) => describeVerifyItem(call, words)),
      };
  }
}

function describeExample(example: Example): JsonObject {
  return {
    title: example.title,
    given: texts(example.given),
    takes: describeArguments(example.takes),
    gives: describeArguments(example.gives),
    then: texts(example.then),
  };
}

function texts(prose: readonly Prose[]): readonly string[] {
  return prose.map(({ text }) => text);
}
