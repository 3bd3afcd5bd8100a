import type { Contract, Expression, Field, Literal, Reference, TypeReference } from '../../src/contract/ast.ts';
import type { WithoutSpans } from '../../src/contract/strip-spans.ts';

/**
 * An independent way from a syntax tree back to a text, for laws about the parser and the formatter. A style decides
 * everything an author may decide: indentation, spaces, comments, blank lines, forms of defaults and arguments.
 */

export type Plain<T> = WithoutSpans<T>;
type Kind<K extends Contract['kind']> = Plain<Extract<Contract, { kind: K }>>;
type Call = { readonly target: { readonly text: string }; readonly arguments: readonly Plain<Argument>[] };
type Argument = Kind<'topology'>['has'][number]['properties'][number];
type Verify = NonNullable<Kind<'gene'>['verify']>;

/** A source of decisions: the same numbers give the same text. */
export class Style {
  readonly #choices: readonly number[];
  #at = 0;

  constructor(choices: readonly number[] = [0]) {
    this.#choices = choices;
  }

  /** 0 up to and without `count`; always 0 in the plain style. */
  pick(count: number): number {
    return (this.#choices[this.#at++ % this.#choices.length] ?? 0) % count;
  }

  gap(): string {
    return [' ', '  ', '\t', ' \t '][this.pick(4)] ?? ' ';
  }

  space(): string {
    return this.pick(3) === 1 ? ' ' : '';
  }

  comment(): string {
    return this.pick(5) === 1 ? `  # "note" {${this.pick(9)}  ` : '';
  }
}

/** Lines of one indentation, with blank lines and comments strewn in. */
function block(style: Style, entries: readonly (readonly string[])[]): readonly string[] {
  const width = 2 + (style.pick(3) === 1 ? 1 + style.pick(3) : 0);
  return entries.flatMap((lines) => [
    ...(style.pick(7) === 1 ? [''] : []),
    ...(style.pick(7) === 1 ? [`${style.pick(2) === 1 ? '' : ' '.repeat(width)}# own line`] : []),
    ...lines.map((line) => (line === '' ? '' : ' '.repeat(width) + line)),
  ]);
}

export function printContract(contract: Plain<Contract>, style: Style = new Style()): string {
  const domain = contract.domain === undefined ? '' : ` for${style.gap()}${contract.domain.text}`;
  const header = `${contract.kind}${style.gap()}${contract.name.text}${domain}${style.comment()}`;
  const lines = [header, ...block(style, partsOf(contract, style))];
  const text = lines.join(style.pick(4) === 1 ? '\r\n' : '\n');
  return style.pick(5) === 1 ? text : `${text}\n`;
}

function partsOf(contract: Plain<Contract>, style: Style): readonly (readonly string[])[] {
  const { does, takes, types } = contract;
  const common = [
    ...(does === undefined ? [] : [[`does:`, ...block(new Style(), [does.text.split('\n')])]]),
    ...section(
      style,
      'takes',
      takes.map((field) => printField(field, style)),
    ),
    ...section(
      style,
      'types',
      types.map((type) => [
        `${type.name.text}:`,
        ...block(
          style,
          type.fields.map((field) => printField(field, style)),
        ),
      ]),
    ),
  ];
  if (contract.kind === 'gene') return [...geneAttributes(contract, style), ...common, ...geneParts(contract, style)];
  if (contract.kind === 'pathway') return [...risk(contract.risk, style), ...common, ...pathwayParts(contract, style)];
  return [
    ...common,
    ...section(
      style,
      'has',
      contract.has.map((resource) => [
        `${resource.name.text}:`,
        ...block(style, [
          [`is ${resource.is.text}`],
          ...resource.properties.map(({ name, value }) => [
            `${name.text}${style.gap()}${printValue(value, style)}${style.comment()}`,
          ]),
        ]),
      ]),
    ),
    ...section(style, 'verify', verifyLines(contract.verify, style)),
    ...section(
      style,
      'on failure',
      contract.onFailure.map(({ policy }) => [policy]),
    ),
  ];
}

function section(style: Style, name: string, entries: readonly (readonly string[])[]): readonly (readonly string[])[] {
  if (entries.length === 0) return [];
  return [[`${name.replace(' ', style.gap())}${style.space()}:${style.comment()}`, ...block(style, entries)]];
}

function geneAttributes(gene: Kind<'gene'>, style: Style): readonly (readonly string[])[] {
  return [[`is${style.gap()}${gene.family}${style.comment()}`], ...risk(gene.risk, style)];
}

function risk(text: string, style: Style): readonly (readonly string[])[] {
  return text === 'none' && style.pick(2) === 0 ? [] : [[`risk${style.gap()}${text}`]];
}

function geneParts(gene: Kind<'gene'>, style: Style): readonly (readonly string[])[] {
  return [
    ...section(
      style,
      'gives',
      gene.gives.map((field) => printField(field, style)),
    ),
    ...section(
      style,
      'before',
      gene.before.map(({ text }) => bullet(text)),
    ),
    ...section(
      style,
      'after',
      gene.after.map(({ text }) => bullet(text)),
    ),
    ...section(
      style,
      'fails when',
      gene.failsWhen.map(({ text }) => bullet(text)),
    ),
    ...section(
      style,
      'unhealthy when',
      gene.unhealthyWhen.map(({ text }) => bullet(text)),
    ),
    ...section(style, 'verify', verifyLines(gene.verify, style)),
    ...section(
      style,
      'feeds',
      gene.feeds.map(({ locus, timescale }) => [
        `${locus.text}${timescale === undefined ? '' : style.gap() + timescale}${style.comment()}`,
      ]),
    ),
    ...section(
      style,
      'connects',
      gene.connects.map(({ name, type, description }) => [
        `${name.text} ${type.text}${description === undefined ? '' : style.gap() + quote(description)}`,
      ]),
    ),
    ...section(
      style,
      'examples',
      gene.examples.map((example) => printExample(example, style)),
    ),
  ];
}

function pathwayParts(pathway: Kind<'pathway'>, style: Style): readonly (readonly string[])[] {
  const { provides, steps, requires, verify, onFailure, examples } = pathway;
  return [
    ...(provides.length === 0
      ? []
      : [[`provides ${provides.map(({ text }) => text).join(`${style.space()},${style.space()}`)}`]]),
    ...section(
      style,
      'steps',
      steps.map((step) => printStep(step, style)),
    ),
    ...section(
      style,
      'requires',
      requires.map(({ step, needs }) => [
        `step${style.gap()}${step} needs ${needs.map((need) => `step ${need}`).join(',')}`,
      ]),
    ),
    ...section(style, 'verify', verifyLines(verify, style)),
    ...section(style, 'on failure', onFailure === undefined ? [] : [[onFailure.policy]]),
    ...section(
      style,
      'examples',
      examples.map((example) => printExample(example, style)),
    ),
  ];
}

function printExample(example: Kind<'gene'>['examples'][number], style: Style): readonly string[] {
  const lines = (texts: readonly { readonly text: string }[]): readonly (readonly string[])[] =>
    texts.map(({ text }) => [text]);
  return [
    `${example.title}:${style.comment()}`,
    ...block(style, [
      ...section(style, 'given', lines(example.given)),
      ...section(
        style,
        'takes',
        example.takes.map((argument) => [ownLine(argument, style)]),
      ),
      ...section(
        style,
        'gives',
        example.gives.map((argument) => [ownLine(argument, style)]),
      ),
      ...section(style, 'then', lines(example.then)),
    ]),
  ];
}

function bullet(text: string): readonly string[] {
  const [first = '', ...others] = text.split('\n');
  return [`- ${first}`, ...others.map((line) => (line === '' ? '' : `  ${line}`))];
}

/* ---- fields ---- */

function printField(field: Plain<Field>, style: Style): readonly string[] {
  const value = field.default === undefined ? '' : printValue(field.default, style);
  const late = style.pick(3) === 1;
  const parts = [
    field.name.text,
    printType(field.type),
    ...(value === '' || late ? [] : [`=${style.space()}${value}`]),
    ...(field.description === undefined ? [] : [quote(field.description)]),
    ...(value === '' || !late ? [] : [`default${style.space()}=${style.space()}${value}`]),
  ];
  return [parts.join(style.gap()) + style.comment()];
}

function printType({ base, list, optional }: Plain<TypeReference>): string {
  const bounds = list?.min === undefined ? '' : `${list.min}..${list.max ?? ''}`;
  return `${base.text}${list === undefined ? '' : `[${bounds}]`}${optional ? '?' : ''}`;
}

/* ---- calls ---- */

function verifyLines(verify: Verify | undefined, style: Style): readonly (readonly string[])[] {
  if (verify === undefined) return [];
  const items = verify.items.map((item) => {
    if (item.kind === 'prose') return bullet(item.text);
    if (item.kind === 'call') return printCall('', item, style);
    return [
      `for ${item.variable.text} in ${printValue(item.over, style)}:`,
      ...block(
        style,
        item.body.map((call) => printCall('', call, style)),
      ),
    ];
  });
  const { within } = verify;
  return within === undefined
    ? items
    : [...items, [`${within.all ? 'all ' : ''}within${style.gap()}${within.duration.raw}`]];
}

function printStep(step: Kind<'pathway'>['steps'][number], style: Style): readonly string[] {
  const number = `${step.number}.${style.gap()}`;
  if (step.kind === 'call') return printCall(number + arrow(step.call), step.call, style);
  if (step.kind === 'for') {
    const head = `${number}for ${step.variable.text} in${style.gap()}${printValue(step.over, style)}${style.space()}:`;
    return [
      head,
      ...block(
        style,
        step.body.map((call) => printCall(arrow(call), call, style)),
      ),
    ];
  }
  return [
    `${number}when step ${step.subject.step}.${step.subject.field.text}:${style.comment()}`,
    ...block(
      style,
      step.branches.map(({ value, call }) => printCall(`${printValue(value, style)} -> `, call, style)),
    ),
  ];
}

function arrow({ pathway }: { readonly pathway: boolean }): string {
  return pathway ? '-> ' : '';
}

/** A call with some of its arguments on its line and the others below. */
function printCall(prefix: string, call: Call, style: Style): readonly string[] {
  const inline = call.arguments.slice(0, style.pick(call.arguments.length + 1));
  const below = call.arguments.slice(inline.length);
  const tight = inline.map(({ name, value }) => `${style.gap()}${name.text}=${printValue(value, style)}`);
  return [
    `${prefix}${call.target.text}${tight.join('')}${style.comment()}`,
    ...block(
      style,
      below.map((argument) => [ownLine(argument, style)]),
    ),
  ];
}

function ownLine({ name, value }: Plain<Argument>, style: Style): string {
  return `${name.text}${style.space()}=${style.space()}${printValue(value, style)}${style.comment()}`;
}

/* ---- values ---- */

function printValue(value: Plain<Expression | Literal>, style: Style = new Style()): string {
  switch (value.kind) {
    case 'string':
      return value.bare ? value.value : quote(value.value);
    case 'bool':
      return String(value.value);
    case 'list':
      return `[${style.space()}${value.items.map((item) => printValue(item, style)).join(`,${style.space()}`)}]`;
    case 'template':
      return value.parts.map((part) => ('kind' in part ? printReference(part) : part.text)).join('');
    case 'parameter':
    case 'step':
      return printReference(value);
    default:
      return value.raw;
  }
}

function printReference(reference: Plain<Reference>): string {
  if (reference.kind === 'step') return `{step ${reference.step}.${reference.field.text}}`;
  return `{${reference.name.text}${reference.index === undefined ? '' : `.${reference.index}`}}`;
}

/** A string in quotes; what cannot stand in a file as it is becomes an escape. */
function quote(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll(/[^\P{C}\t]|[\p{Zl}\p{Zp}]/gu, (character) =>
      character.replaceAll(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
    );
  return `"${escaped}"`;
}
