import fc, { type Arbitrary } from 'fast-check';
import {
  builtinTypes,
  pathwayFailurePolicies,
  topologyFailurePolicies,
  type Argument,
  type Contract,
  type Example,
  type Expression,
  type Field,
  type GeneContract,
  type Literal,
  type PathwayContract,
  type Reference,
  type Step,
  type TopologyContract,
  type TypeReference,
  type Verify,
  type VerifyCall,
} from '../../src/contract/ast.ts';
import { risks } from '../../src/model/risk.ts';
import { Style, type Plain } from './print-contract.ts';

/** Well-formed contracts without spans, of every construct; what they mean together is not checked. */

const values: ReadonlySet<string> = new Set(['true', 'false']);
const forms: ReadonlySet<string> = new Set(['for', 'when', 'within', 'all', 'is', 'default']);

const identifier = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/),
  fc.constantFrom('step', 'needs', 'in', 'gene', 'takes', 'does', 'risk', 'default', 'for', 'constructor'),
);
const nameText = identifier.filter((text) => !values.has(text));
/** Where a word of the language would make the line another form. */
const targetText = nameText.filter((text) => !forms.has(text));

const named = (text: Arbitrary<string>): Arbitrary<{ text: string }> => fc.record({ text });
const name = named(nameText);
const target = named(targetText);

const option = <T>(arbitrary: Arbitrary<T>): Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });
const some = <T>(arbitrary: Arbitrary<T>, maxLength = 3): Arbitrary<T[]> => fc.array(arbitrary, { maxLength });
const oneOrMore = <T>(arbitrary: Arbitrary<T>, maxLength = 3): Arbitrary<T[]> =>
  fc.array(arbitrary, { minLength: 1, maxLength });

function uniqueByName<T extends { readonly name: { readonly text: string } }>(
  arbitrary: Arbitrary<T>,
  minLength = 0,
): Arbitrary<T[]> {
  return fc.uniqueArray(arbitrary, { selector: (item) => item.name.text, minLength, maxLength: 4 });
}

/* ---- prose ---- */

/** What may stand in a file as it is. */
const visible = fc
  .oneof(
    { weight: 5, arbitrary: fc.stringMatching(/^[ -~]{0,20}$/) },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 8 }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('takes:', '  - deeper', '# no comment', 'risk low', 'x\ty', '"', '{', '-> error'),
    },
  )
  .map((text) => text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, ' '));

const solid = visible.filter((text) => /\S/.test(text)).map((text) => text.trimStart());

/** Lines that begin in the first column, at least one of them, and end with something to read. */
const proseLines = fc
  .record({ before: some(visible), flush: solid, after: some(visible), last: option(solid) })
  .map(({ before, flush, after, last }) => [
    ...before.filter((line) => /\S/.test(line)),
    flush,
    ...(last === undefined ? [] : [...after, last]),
  ]);

const paragraph = fc.record({ text: proseLines.map((lines) => lines.join('\n')) });

const bulletText = fc
  .record({ first: solid, others: option(proseLines) })
  .map(({ first, others }) => [first, ...(others ?? [])].join('\n'));
const bullet = fc.record({ text: bulletText });

const line = fc.record({ text: solid.map((text) => text.trimEnd()).filter((text) => !text.startsWith('#')) });

/* ---- values ---- */

const bareWord = fc
  .stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,4}([.-][A-Za-z0-9_]{1,4}){0,2}$/)
  .filter((text) => !values.has(text));

const integer = fc.integer({ min: -1_000_000 }).map((value) => ({ kind: 'int' as const, value, raw: String(value) }));
const decimal = fc
  .tuple(fc.integer({ min: -999, max: 999 }), fc.stringMatching(/^[0-9]{1,4}$/))
  .map(([whole, digits]) => ({
    kind: 'float' as const,
    value: Number(`${whole}.${digits}`),
    raw: `${whole}.${digits}`,
  }));
const duration = fc
  .tuple(fc.nat(9999), fc.constantFrom<[string, number][]>(['s', 1], ['m', 60], ['h', 3600]))
  .map(([count, [unit, seconds]]) => ({
    kind: 'duration' as const,
    seconds: count * seconds,
    raw: `${count}${unit}`,
  }));

const scalar: Arbitrary<Exclude<Plain<Literal>, { kind: 'list' }>> = fc.oneof(
  fc.record({
    kind: fc.constant('string' as const),
    value: fc.string({ unit: 'grapheme', maxLength: 10 }),
    bare: fc.constant(false),
  }),
  fc.record({ kind: fc.constant('string' as const), value: bareWord, bare: fc.constant(true) }),
  fc.record({ kind: fc.constant('bool' as const), value: fc.boolean() }),
  integer,
  decimal,
  duration,
);

function listsOf<T>(item: Arbitrary<T>, depth: number): Arbitrary<T | { kind: 'list'; items: T[] }> {
  const deeper = depth === 1 ? item : (listsOf(item, depth - 1) as Arbitrary<T>);
  const list = fc.record({ kind: fc.constant('list' as const), items: some(deeper) });
  return fc.oneof({ weight: 3, arbitrary: item }, { weight: 1, arbitrary: list });
}

const literal = listsOf(scalar, 2) as Arbitrary<Plain<Literal>>;

const reference: Arbitrary<Plain<Reference>> = fc.oneof(
  fc.record({ kind: fc.constant('parameter' as const), name, index: option(fc.nat(99)) }),
  fc.record({ kind: fc.constant('step' as const), step: fc.integer({ min: 1, max: 99 }), field: name }),
);

const template = fc
  .record({
    head: option(fc.stringMatching(/^[a-zA-Z0-9_]{1,4}[.-]?$/)),
    first: reference,
    rest: oneOrMore(fc.tuple(fc.stringMatching(/^[a-zA-Z0-9_.-]{1,4}$/), option(reference)), 2),
  })
  .map(({ head, first, rest }) => ({
    kind: 'template' as const,
    parts: joined([
      ...(head === undefined ? [] : [{ text: head }]),
      first,
      ...rest.flatMap(([text, next]) => [{ text }, ...(next === undefined ? [] : [next])]),
    ]),
  }));

type Part = { readonly text: string } | Plain<Reference>;

/** Texts beside each other are one. */
function joined(parts: readonly Part[]): Part[] {
  return parts.reduce<Part[]>((all, part) => {
    const last = all.at(-1);
    if (last !== undefined && 'text' in last && 'text' in part)
      return [...all.slice(0, -1), { text: last.text + part.text }];
    return [...all, part];
  }, []);
}

const expression = listsOf(fc.oneof<Arbitrary<unknown>[]>(scalar, reference, template), 2) as Arbitrary<
  Plain<Expression>
>;

const argumentNamed = (text: Arbitrary<{ text: string }>): Arbitrary<Plain<Argument>> =>
  fc.record({ name: text, value: expression });
const args = uniqueByName(argumentNamed(name));

/* ---- fields ---- */

const description = fc.string({ unit: 'grapheme', maxLength: 20 });

const bounds = fc
  .tuple(fc.nat(5), option(fc.nat(5)))
  .map(([min, more]) => ({ min, max: more === undefined ? undefined : min + more }));

const type: Arbitrary<Plain<TypeReference>> = fc.record({
  base: fc.oneof(named(fc.constantFrom(...builtinTypes)), target),
  list: option(fc.oneof(fc.constant({ min: undefined, max: undefined }), bounds)),
  optional: fc.boolean(),
});

const field: Arbitrary<Plain<Field>> = fc.record({
  name,
  type,
  description: option(description),
  default: option(literal),
});
const fields = uniqueByName(field);
const someFields = uniqueByName(field, 1);

/* ---- calls ---- */

const verifyCall: Arbitrary<Plain<VerifyCall>> = fc.record({
  kind: fc.constant('call' as const),
  target,
  arguments: args,
});

const verify: Arbitrary<Plain<Verify>> = fc.record({
  items: oneOrMore(
    fc.oneof(
      verifyCall,
      fc.record({ kind: fc.constant('prose' as const), text: bulletText }),
      fc.record({ kind: fc.constant('for' as const), variable: name, over: expression, body: oneOrMore(verifyCall) }),
    ),
  ),
  within: option(fc.record({ duration, all: fc.boolean() })),
});

const call = fc.record({ target, pathway: fc.boolean(), arguments: args });

const branch = fc.record({
  value: scalar,
  call: fc.record({ target, pathway: fc.constant(false), arguments: args }),
});

/** Values that are the same to JSON are one branch. */
const branches = fc.uniqueArray(branch, {
  selector: ({ value }) => JSON.stringify('value' in value ? value.value : value),
  minLength: 1,
  maxLength: 3,
});

const step: Arbitrary<Plain<Step>> = fc.oneof(
  fc.record({ kind: fc.constant('call' as const), number: fc.constant(0), call }),
  fc.record({
    kind: fc.constant('for' as const),
    number: fc.constant(0),
    variable: name,
    over: expression,
    body: oneOrMore(call),
  }),
  fc.record({
    kind: fc.constant('when' as const),
    number: fc.constant(0),
    subject: fc.record({ kind: fc.constant('step' as const), step: fc.integer({ min: 1, max: 9 }), field: name }),
    branches,
  }),
);

/* ---- examples ---- */

const title = solid.map((text) => text.trim()).filter((text) => !/^#|\s#|:$/.test(text));

const example: Arbitrary<Plain<Example>> = fc
  .record({ title, given: some(line), takes: args, gives: args, then: some(line) })
  .filter(({ gives, then }) => gives.length + then.length > 0);
const examples = fc.uniqueArray(example, { selector: (item) => item.title, maxLength: 2 });

/* ---- contracts ---- */

const common = {
  name,
  domain: option(name),
  does: option(paragraph),
  takes: someFields,
  types: uniqueByName(fc.record({ name, fields: someFields })),
};

const condition = solid.filter((text) => !text.includes('->')).map((text) => text.trimEnd());
const clause = fc.tuple(condition, fc.constantFrom(' -> success=false', ' -> error', '')).map(([text, promise]) => ({
  condition: text.replaceAll(/\s+/g, ' '),
  consequence: promise.includes('=') ? ('refusal' as const) : promise === '' ? undefined : ('environment' as const),
  text: text + promise,
}));

const plainGene: Arbitrary<Plain<GeneContract>> = fc.record({
  kind: fc.constant('gene' as const),
  ...common,
  family: fc.constantFrom('configuration' as const, 'diagnostic' as const),
  risk: fc.constantFrom(...risks),
  gives: someFields,
  before: some(bullet),
  after: some(bullet),
  failsWhen: fc.uniqueArray(clause, { selector: (item) => item.condition, maxLength: 3 }),
  unhealthyWhen: some(bullet),
  verify: option(verify),
  feeds: fc.uniqueArray(
    fc.record({ locus: name, timescale: option(fc.constantFrom('convergence' as const, 'resilience' as const)) }),
    { selector: ({ locus, timescale }) => `${locus.text} ${timescale ?? 'convergence'}`, maxLength: 3 },
  ),
  connects: uniqueByName(fc.record({ name, type: name, description: option(description) })),
  examples,
});

const plainPathway: Arbitrary<Plain<PathwayContract>> = fc.record({
  kind: fc.constant('pathway' as const),
  ...common,
  takes: fields,
  risk: fc.constantFrom(...risks),
  provides: fc.uniqueArray(name, { selector: ({ text }) => text, maxLength: 2 }),
  steps: oneOrMore(step, 4).map((steps) => steps.map((item, index) => ({ ...item, number: index + 1 }))),
  requires: fc.uniqueArray(
    fc.record({
      step: fc.integer({ min: 1, max: 9 }),
      needs: fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
    }),
    { selector: (item) => item.step, maxLength: 3 },
  ),
  verify: option(verify),
  onFailure: option(fc.record({ policy: fc.constantFrom(...pathwayFailurePolicies) })),
  examples,
});

const plainTopology: Arbitrary<Plain<TopologyContract>> = fc.record({
  kind: fc.constant('topology' as const),
  ...common,
  takes: fields,
  has: uniqueByName(fc.record({ name, is: name, properties: uniqueByName(argumentNamed(target)) }), 1),
  verify: option(verify),
  onFailure: fc.uniqueArray(fc.record({ policy: fc.constantFrom(...topologyFailurePolicies) }), {
    selector: ({ policy }) => policy,
  }),
});

export const plainContract: Arbitrary<Plain<Contract>> = fc.oneof(plainGene, plainPathway, plainTopology);

/** How one author would write. */
export const style: Arbitrary<() => Style> = fc
  .array(fc.nat(999), { minLength: 1, maxLength: 40 })
  .map((choices) => () => new Style(choices));
