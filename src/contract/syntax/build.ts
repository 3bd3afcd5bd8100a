/**
 * What each production of grammar.ne makes of the tokens and nodes it matched (nearley's postprocessors). Positions in
 * `d` are the symbols of the production. Nothing is checked here: a production may be completed on the way to a reading
 * of the line that does not hold.
 */
import type {
  Argument,
  Call,
  Connection,
  Duration,
  Expression,
  Field,
  Literal,
  Name,
  Requirement,
  Span,
  StepReference,
  TypeReference,
  VerifyCall,
} from '../ast.ts';
import type { FeedLine, FieldLine, HeaderLine, LoopLine, NumberedLine, WithinLine } from './line-forms.ts';
import type { Token } from './token.ts';

/** A list under construction, last item first: appending costs the same however long it is. */
interface Chain<T> {
  readonly item: T;
  readonly previous: Chain<T> | undefined;
}

interface Spanned {
  readonly span: Span;
}

function across(first: Spanned, last: Spanned): Span {
  return { start: first.span.start, end: last.span.end };
}

function unchain<T>(chain: Chain<T> | undefined): readonly T[] {
  const items: T[] = [];
  for (let link = chain; link !== undefined; link = link.previous) items.push(link.item);
  return items.reverse();
}

function nameOf(token: Token): Name {
  return { text: token.text, span: token.span };
}

export function first<T extends Token | Expression>([item]: [T]): Chain<T> {
  return { item, previous: undefined };
}

export function next<T extends Token | Expression>([previous, , item]: [Chain<T>, Token, T]): Chain<T> {
  return { item, previous };
}

export function same<T>([value]: [T]): T {
  return value;
}

export function keyword([[token]]: [[Token]]): Name {
  return nameOf(token);
}

export function header([kind, name, , domain]: [Name, Token, Token?, Token?]): HeaderLine {
  return { kind, name: nameOf(name), domain: domain === undefined ? undefined : nameOf(domain) };
}

/** The word after `is` or `risk`. */
export function attribute([, value]: [Token, Token | [Token]]): Name {
  return nameOf('type' in value ? value : value[0]);
}

export function provides([, names]: [Token, Chain<Token>]): readonly Name[] {
  return unchain(names).map(nameOf);
}

export function heading([name]: [Token, Token]): Name {
  return nameOf(name);
}

/* ---- fields ---- */

export function typed([name, type]: [Token, TypeReference]): Field {
  return { name: nameOf(name), type, description: undefined, default: undefined, span: across(name, type) };
}

export function described([field, description]: [Field, Token]): Field {
  return { ...field, description: textOf(description), span: across(field, description) };
}

export function describedWithDefault([field, , value, text]: [Field, Token, Literal, Token]): Field {
  return { ...field, description: textOf(text), default: value, span: across(field, text) };
}

export function field([field]: [Field]): FieldLine {
  return { field, extra: undefined };
}

export function fieldWithDefault([field, , value]: [Field, Token, Literal]): FieldLine {
  return { field: { ...field, default: value, span: across(field, value) }, extra: undefined };
}

export function fieldWithLateDefault([field, , , value]: [Field, Token, Token, Literal]): FieldLine {
  const span = across(field, value);
  if (field.default !== undefined) return { field: { ...field, span }, extra: value };
  return { field: { ...field, default: value, span }, extra: undefined };
}

export function scalarType([name]: [Token]): TypeReference {
  return { base: nameOf(name), list: undefined, optional: false, span: name.span };
}

export function listType([name, ...rest]: readonly Token[] & [Token]): TypeReference {
  const bounds = rest.filter((token) => token.type === 'int').map(({ text }) => Number(text));
  const list = { min: bounds[0], max: bounds[1] };
  return { base: nameOf(name), list, optional: false, span: across(name, rest.at(-1) ?? name) };
}

export function type([type, mark]: [TypeReference, Token?]): TypeReference {
  return mark === undefined ? type : { ...type, optional: true, span: across(type, mark) };
}

function textOf(token: Token): string {
  return token.node?.kind === 'string' ? token.node.value : token.text;
}

/* ---- calls ---- */

/** A target with its arguments: what every kind of call has. */
interface Called extends Spanned {
  readonly target: Name;
  readonly chain: Chain<Argument> | undefined;
}

export function called([target]: [Token]): Called {
  return { target: nameOf(target), chain: undefined, span: target.span };
}

export function calledWith([called, argument]: [Called, Argument]): Called {
  return {
    target: called.target,
    chain: { item: argument, previous: called.chain },
    span: across(called, argument),
  };
}

export function argument([name, , value]: [Token, Token, Expression]): Argument {
  return { name: nameOf(name), value, span: across(name, value) };
}

export function verifyCall([{ target, chain, span }]: [Called]): VerifyCall {
  return { kind: 'call', target, arguments: unchain(chain), span };
}

export function locusCall([{ target, chain, span }]: [Called]): Call {
  return { target, pathway: false, arguments: unchain(chain), span };
}

export function pathwayCall([arrow, called]: [Token, Called]): Call {
  return { target: called.target, pathway: true, arguments: unchain(called.chain), span: across(arrow, called) };
}

export function branch([value, , called]: [Literal, Token, Called]): { value: Literal; call: Call } {
  return { value, call: locusCall([called]) };
}

export function loop([, variable, , over]: [Token, Token, Token, Expression, Token]): LoopLine {
  return { variable: nameOf(variable), over };
}

export function within([first, second, third]: [Token, Token, Token?]): WithinLine {
  return { duration: (third ?? second).node as Duration, all: first.text === 'all' };
}

/* ---- pathways ---- */

export function stepCall([ordinal, call]: [Token, Call]): NumberedLine & { call: Call } {
  return { ordinal: nameOf(ordinal), call };
}

export function stepLoop([ordinal, loop]: [Token, LoopLine]): NumberedLine & LoopLine {
  return { ordinal: nameOf(ordinal), ...loop };
}

export function stepWhen([ordinal, , step, field]: [Token, Token, Token, Token]): NumberedLine & {
  subject: StepReference;
} {
  return { ordinal: nameOf(ordinal), subject: stepReference(step, field) };
}

/** `step 1.healthy`, where `1.healthy` is one token. */
function stepReference(step: Token, token: Token): StepReference {
  const [number = '', name = ''] = token.text.split('.');
  const { start, end } = token.span;
  const skipped = number.length + 1;
  const from = { offset: start.offset + skipped, line: start.line, column: start.column + skipped };
  const field = { text: name, span: { start: from, end } };
  return { kind: 'step', step: Number(number), field, span: across(step, token) };
}

export function firstStep([, number]: [Token, Token]): Chain<Token> {
  return { item: number, previous: undefined };
}

export function nextStep([previous, , , number]: [Chain<Token>, Token, Token, Token]): Chain<Token> {
  return { item: number, previous };
}

export function requirement([step, number, , needs]: [Token, Token, Token, Chain<Token>]): Requirement {
  const numbers = unchain(needs).map(({ text }) => Number(text));
  return { step: Number(number.text), needs: numbers, span: across(step, needs.item) };
}

/* ---- the rest ---- */

export function feed([locus, timescale]: [Token, [Token]?]): FeedLine {
  return { locus: nameOf(locus), timescale: timescale === undefined ? undefined : nameOf(timescale[0]) };
}

export function connection([name, type, text]: [Token, Token, Token?]): Connection {
  const description = text === undefined ? undefined : textOf(text);
  return { name: nameOf(name), type: nameOf(type), description, span: across(name, text ?? type) };
}

export function property([name, value]: [Token, Expression]): Argument {
  return { name: nameOf(name), value, span: across(name, value) };
}

/** A token that is a value; a bare word is a string. */
export function literal([token]: [Token]): Expression {
  return token.node ?? { kind: 'string', value: token.text, bare: true, span: token.span };
}

export function list(d: [Token, Token] | [Token, Chain<Expression>, Token]): Expression {
  const [open, second, close] = d;
  if (close === undefined) return { kind: 'list', items: [], span: across(open, second as Token) };
  return { kind: 'list', items: unchain(second as Chain<Expression>), span: across(open, close) };
}
