import type { Argument, Call, Expression, PathwayContract, Reference, Step } from '../../contract/ast.ts';
import { executable, type ContractSet, type ExecutableContract } from '../../contract/contract-set.ts';
import { expressionReferences } from '../../contract/expression-references.ts';
import { literalValue } from '../../contract/literal-value.ts';
import { referenceText } from '../../contract/reference-text.ts';
import { stepCalls } from '../../contract/step-calls.ts';
import { InternalError } from '../../errors/internal-error.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import type { Json } from '../../model/json.ts';
import { bodySuffix } from './call-sites.ts';
import { FusionDeclined } from './fusion-declined.ts';
import { stepsInTurn } from './steps-in-turn.ts';

/**
 * A pathway as a function that calls its steps one after the other. Contract text gets into it as names the grammar has
 * checked (`[a-z][a-z0-9_]*`), numbers and JSON literals, and in no other way.
 */
export function pathwayCode(contracts: ContractSet, contract: PathwayContract): string {
  return new PathwayWriter(contracts, contract).text();
}

export function geneFunction(locus: string): string {
  return `gene$${name(locus)}`;
}

export function pathwayFunction(pathway: string): string {
  return `pathway$${name(pathway)}`;
}

function name(text: string): string {
  if (/^[a-z][a-z0-9_]*$/.test(text)) return text;
  throw new InternalError(`not a name of the contract language: ${JSON.stringify(text)}`);
}

function literal(value: Json): string {
  return JSON.stringify(value);
}

/** Loop variables in reach, by name, as the code that reads them. */
type Variables = ReadonlyMap<string, string>;

class PathwayWriter {
  readonly #contracts: ContractSet;
  readonly #contract: PathwayContract;
  /** Numbers of the steps some other step reads. */
  readonly #read: ReadonlySet<number>;

  constructor(contracts: ContractSet, contract: PathwayContract) {
    this.#contracts = contracts;
    this.#contract = contract;
    this.#read = new Set(contract.steps.flatMap(stepReferences));
  }

  text(): string {
    const steps = stepsInTurn(this.#contract).flatMap((step) => this.#step(step));
    const lines = steps.map((line) => `  ${line}`).join('\n');
    return `async function ${pathwayFunction(this.#contract.name.text)}(frame: sg$Frame): Promise<void> {\n${lines}\n}\n`;
  }

  #step(step: Step): readonly string[] {
    const result = `step$${step.number}`;
    const path = `frame.at + ${literal(String(step.number))}`;
    const isRead = this.#read.has(step.number);
    const none: Variables = new Map();
    if (step.kind === 'call') {
      return [`${isRead ? `const ${result} = ` : ''}await ${this.#call(step.call, path, none)};`];
    }
    if (step.kind === 'when') {
      const branches = step.branches.map(({ value, call }) => {
        const key = literal(canonicalJson(literalValue(value)));
        return `if (chosen$${step.number} === ${key}) ${isRead ? `${result} = ` : ''}await ${this.#call(call, path, none)};`;
      });
      return [
        ...(isRead ? [`let ${result}: unknown = {};`] : []),
        `const chosen$${step.number} = sg$.chosen(${path}, () => ${this.#expression(step.subject, none)});`,
        ...branches.map((branch, index) => (index === 0 ? branch : `else ${branch}`)),
      ];
    }
    const variables: Variables = new Map([[name(step.variable.text), 'round.value']]);
    const last = step.body.length - 1;
    const body = step.body.map((call, index) => {
      const at = `round.path + ${literal(bodySuffix(step.body.length, index))}`;
      const code = `await ${this.#call(call, at, variables)}`;
      return isRead && index === last ? `  ${result}.push(${code});` : `  ${code};`;
    });
    return [
      ...(isRead ? [`const ${result}: unknown[] = [];`] : []),
      `for (const round of sg$.rounds(${path}, () => ${this.#expression(step.over, none)})) {`,
      ...body,
      '}',
    ];
  }

  #call(call: Call, path: string, variables: Variables): string {
    const target = executable(this.#contracts, call.target.text);
    if (target === undefined) throw new InternalError(`"${call.target.text}" is called and is not there.`);
    const runs = target.kind === 'pathway' ? 'pathway' : 'step';
    const code = target.kind === 'pathway' ? pathwayFunction(call.target.text) : geneFunction(call.target.text);
    const given = this.#arguments(target, call.arguments, variables);
    return `sg$.${runs}(frame, ${path}, ${literal(call.target.text)}, ${code}, () => ${given})`;
  }

  #arguments(target: ExecutableContract, args: readonly Argument[], variables: Variables): string {
    const optional = new Set(target.takes.filter(({ type }) => type.optional).map((field) => field.name.text));
    const given = args.map(({ name: field, value }) => {
      const mayBeAbsent = optional.has(field.text) && (value.kind === 'parameter' || value.kind === 'step');
      return `${literal(name(field.text))}: ${mayBeAbsent ? this.#look(value, variables) : this.#expression(value, variables)}`;
    });
    const defaults = target.takes.flatMap((field) =>
      field.default === undefined ? [] : [`${literal(name(field.name.text))}: ${literal(literalValue(field.default))}`],
    );
    return `sg$.given({ ${given.join(', ')} }, { ${defaults.join(', ')} })`;
  }

  #expression(expression: Expression, variables: Variables): string {
    switch (expression.kind) {
      case 'parameter':
      case 'step':
        return `sg$.need(${this.#look(expression, variables)}, ${literal(referenceText(expression))})`;
      case 'list':
        return `[${expression.items.map((item) => this.#expression(item, variables)).join(', ')}]`;
      case 'template': {
        const parts = expression.parts.map((part) =>
          'text' in part ? literal(part.text) : this.#expression(part, variables),
        );
        return `sg$.text([${parts.join(', ')}])`;
      }
      default:
        return literal(literalValue(expression));
    }
  }

  /** A value that may be absent. */
  #look(reference: Reference, variables: Variables): string {
    if (reference.kind === 'step') return this.#lookAtStep(reference.step, reference.field.text);
    const variable = name(reference.name.text);
    const value = variables.get(variable) ?? `sg$.field(frame.input, ${literal(variable)})`;
    return reference.index === undefined ? value : `sg$.element(${value}, ${literal(reference.index)})`;
  }

  #lookAtStep(number: number, field: string): string {
    const step = this.#contract.steps.find((each) => each.number === number);
    const calls = step === undefined ? [] : stepCalls(step);
    if (field === 'healthy' && calls.some(({ target }) => this.#contracts.pathways.has(target.text))) {
      throw new FusionDeclined(
        `step ${number} is a pathway, and what its verification finds is not known before the end`,
      );
    }
    return `sg$.field(step$${literal(number)}, ${literal(name(field))})`;
  }
}

function stepReferences(step: Step): readonly number[] {
  const own = step.kind === 'for' ? [step.over] : step.kind === 'when' ? [step.subject] : [];
  const args = stepCalls(step).flatMap((call) => call.arguments.map(({ value }) => value));
  return [...own, ...args]
    .flatMap((expression) => expressionReferences(expression))
    .flatMap((reference) => (reference.kind === 'step' ? [reference.step] : []));
}
