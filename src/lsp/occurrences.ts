import type {
  Argument,
  Call,
  Contract,
  Example,
  Expression,
  Field,
  GeneContract,
  Name,
  PathwayContract,
  Resource,
  Step,
  TopologyContract,
  Verify,
  VerifyCall,
} from '../contract/ast.ts';
import { contractSymbol, symbolOf, type Occurrence, type SymbolKind } from './occurrence.ts';

/** What the names of one contract mean beyond its own file. */
export interface NameContext {
  /** The pathway that makes a kind of resource. */
  readonly providerOf: (kind: string) => string | undefined;
}

/** Every place in a contract where something is named that is declared somewhere, in no order. */
export function occurrencesIn(contract: Contract, context: NameContext): readonly Occurrence[] {
  const walk = new Walk(contract, context);
  walk.contract();
  return walk.found;
}

/** Names that a loop brings, innermost first. */
type Scope = ReadonlyMap<string, string>;

const noNames: Scope = new Map();

class Walk {
  readonly found: Occurrence[] = [];
  readonly #contract: Contract;
  readonly #context: NameContext;
  /** What each step calls, for what is read from it. */
  readonly #targets = new Map<number, string>();

  constructor(contract: Contract, context: NameContext) {
    this.#contract = contract;
    this.#context = context;
  }

  contract(): void {
    const contract = this.#contract;
    const space = contract.kind === 'topology' ? 'topology' : 'locus';
    this.#add('contract', contractSymbol(space, contract.name.text), contract.name, true);
    for (const field of contract.takes) this.#declare('parameter', field);
    for (const { name, fields } of contract.types) {
      this.#own('type', name, true);
      for (const field of fields) this.#declare('type-field', field, name.text);
    }
    if (contract.kind === 'gene') this.#gene(contract);
    else if (contract.kind === 'pathway') this.#pathway(contract);
    else this.#topology(contract);
  }

  #gene({ gives, feeds, verify, examples }: GeneContract): void {
    for (const field of gives) this.#declare('output', field);
    for (const { locus } of feeds) this.#add('contract', contractSymbol('locus', locus.text), locus);
    this.#verify(verify);
    for (const example of examples) this.#example(example);
  }

  #pathway({ provides, steps, verify, examples }: PathwayContract): void {
    for (const kind of provides) this.#add('resource-kind', symbolOf('resource-kind', '', kind.text), kind, true);
    for (const step of steps) if (step.kind === 'call') this.#targets.set(step.number, step.call.target.text);
    for (const step of steps) this.#step(step);
    this.#verify(verify);
    for (const example of examples) this.#example(example);
  }

  #topology({ has, verify }: TopologyContract): void {
    for (const { name } of has) this.#own('resource', name, true);
    for (const resource of has) this.#resource(resource);
    this.#verify(verify);
  }

  #resource({ is, properties }: Resource): void {
    this.#add('resource-kind', symbolOf('resource-kind', '', is.text), is);
    const provider = this.#context.providerOf(is.text);
    for (const { name, value } of properties) {
      if (provider !== undefined) this.#add('parameter', symbolOf('parameter', provider, name.text), name);
      this.#expression(value, noNames);
    }
  }

  #step(step: Step): void {
    if (step.kind === 'call') this.#call(step.call, noNames);
    else if (step.kind === 'for') {
      this.#expression(step.over, noNames);
      const scope = this.#loop(step.variable);
      for (const call of step.body) this.#call(call, scope);
    } else {
      this.#stepField(step.subject.step, step.subject.field);
      for (const { call } of step.branches) this.#call(call, noNames);
    }
  }

  #verify(verify: Verify | undefined): void {
    for (const item of verify?.items ?? []) {
      if (item.kind === 'call') this.#call(item, noNames);
      else if (item.kind === 'for') {
        this.#expression(item.over, noNames);
        const scope = this.#loop(item.variable);
        for (const call of item.body) this.#call(call, scope);
      }
    }
  }

  /** A loop's variable is another thing in every loop. */
  #loop(variable: Name): Scope {
    const symbol = symbolOf('variable', `${this.#contract.name.text}@${variable.span.start.offset}`, variable.text);
    this.#add('variable', symbol, variable, true);
    return new Map([[variable.text, symbol]]);
  }

  #call({ target, arguments: given }: Call | VerifyCall, scope: Scope): void {
    this.#add('contract', contractSymbol('locus', target.text), target);
    this.#arguments(given, 'parameter', target.text, scope);
  }

  #arguments(given: readonly Argument[], kind: SymbolKind, owner: string, scope: Scope): void {
    for (const { name, value } of given) {
      this.#add(kind, symbolOf(kind, owner, name.text), name);
      this.#expression(value, scope);
    }
  }

  #example({ takes, gives }: Example): void {
    this.#arguments(takes, 'parameter', this.#contract.name.text, noNames);
    this.#arguments(gives, 'output', this.#contract.name.text, noNames);
  }

  #expression(value: Expression, scope: Scope): void {
    if (value.kind === 'list') for (const item of value.items) this.#expression(item, scope);
    else if (value.kind === 'template') for (const part of value.parts) this.#part(part, scope);
    else if (value.kind === 'parameter') this.#parameter(value.name, scope);
    else if (value.kind === 'step') this.#stepField(value.step, value.field);
    else if (value.kind === 'string' && value.bare) this.#bareWord({ text: value.value, span: value.span });
  }

  #part(part: Extract<Expression, { kind: 'template' }>['parts'][number], scope: Scope): void {
    if ('kind' in part) this.#expression(part, scope);
  }

  #parameter(name: Name, scope: Scope): void {
    const variable = scope.get(name.text);
    if (variable === undefined) this.#own('parameter', name);
    else this.#add('variable', variable, name);
  }

  #stepField(step: number, field: Name): void {
    const target = this.#targets.get(step);
    if (target !== undefined) this.#add('output', symbolOf('output', target, field.text), field);
  }

  /** In topologies a bare word names a resource where one has that name. */
  #bareWord(name: Name): void {
    if (this.#contract.kind !== 'topology') return;
    if (this.#contract.has.some((resource) => resource.name.text === name.text)) this.#own('resource', name);
  }

  #declare(kind: SymbolKind, { name, type }: Field, within = ''): void {
    const owner = within === '' ? this.#contract.name.text : `${this.#contract.name.text}.${within}`;
    this.#add(kind, symbolOf(kind, owner, name.text), name, true);
    const declared = this.#contract.types.some((each) => each.name.text === type.base.text);
    if (declared) this.#own('type', type.base);
  }

  #own(kind: SymbolKind, name: Name, declares = false): void {
    this.#add(kind, symbolOf(kind, this.#contract.name.text, name.text), name, declares);
  }

  #add(kind: SymbolKind, symbol: string, { text, span }: Name, declares = false): void {
    this.found.push({ kind, symbol, name: text, span, declares });
  }
}
