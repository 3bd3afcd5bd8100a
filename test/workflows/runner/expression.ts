/**
 * GitHub's expressions, as far as this project's workflows use them: contexts, literals, `! == != && || ()`, and the
 * functions listed below. Anything else is an error, so that no workflow says more than the runner understands.
 * Source: GitHub's documentation, "Evaluate expressions in workflows and actions".
 */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

export interface Scope {
  readonly contexts: Readonly<Record<string, Value>>;
  /** Whether an earlier step or needed job failed. */
  readonly failed: boolean;
}

/** Replaces every `${{ }}` in a text; a text that is one expression keeps its type. */
export function interpolate(text: string, scope: Scope): Value {
  const whole = /^\$\{\{((?:(?!\}\})[^])*)\}\}$/.exec(text.trim());
  if (whole?.[1] !== undefined) return evaluate(whole[1], scope);
  return text.replaceAll(/\$\{\{([^]*?)\}\}/g, (_, inner: string) => asText(evaluate(inner, scope)));
}

/** An `if:`, with or without braces. Without a status function it holds only while nothing failed. */
export function condition(text: string | boolean | undefined, scope: Scope): boolean {
  if (text === undefined) return !scope.failed;
  const inner = String(text)
    .trim()
    .replace(/^\$\{\{([^]*)\}\}$/, '$1');
  const asked = /\b(?:always|success|failure|cancelled)\(\)/.test(inner);
  return (asked || !scope.failed) && truthy(evaluate(inner, scope));
}

function evaluate(source: string, scope: Scope): Value {
  const reader = new Reader(tokens(source), scope, source);
  const value = reader.or();
  reader.end();
  return value;
}

export function asText(value: Value): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value, null, 2) : String(value);
}

function truthy(value: Value): boolean {
  return !(value === null || value === false || value === 0 || value === '');
}

/** Loose equality: case does not count, unlike types become numbers. */
function equal(left: Value, right: Value): boolean {
  if (typeof left === 'string' && typeof right === 'string') return left.toLowerCase() === right.toLowerCase();
  return typeof left === typeof right ? left === right : numeric(left) === numeric(right);
}

function numeric(value: Value): number {
  if (value === null) return 0;
  return typeof value === 'object' ? NaN : Number(value);
}

const pattern = /\s*(?:('(?:[^']|'')*')|(-?\d+(?:\.\d+)?)|([A-Za-z_][\w-]*)|(&&|\|\||==|!=|[!().,[\]*]))/y;

function tokens(source: string): string[] {
  const found: string[] = [];
  const text = source.trim();
  pattern.lastIndex = 0;
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (match === null) throw new Error(`The runner does not understand the expression: ${source.trim()}`);
    found.push(match[0].trim());
  }
  return found;
}

class Reader {
  readonly #tokens: string[];
  readonly #scope: Scope;
  readonly #source: string;

  constructor(list: string[], scope: Scope, source: string) {
    this.#tokens = list;
    this.#scope = scope;
    this.#source = source;
  }

  end(): void {
    if (this.#tokens.length > 0) this.#fail();
  }

  or(): Value {
    let left = this.#and();
    while (this.#take('||')) {
      const right = this.#and();
      left = truthy(left) ? left : right;
    }
    return left;
  }

  #and(): Value {
    let left = this.#comparison();
    while (this.#take('&&')) {
      const right = this.#comparison();
      left = truthy(left) ? right : left;
    }
    return left;
  }

  #comparison(): Value {
    const left = this.#unary();
    if (this.#take('==')) return equal(left, this.#unary());
    if (this.#take('!=')) return !equal(left, this.#unary());
    return left;
  }

  #unary(): Value {
    if (this.#take('!')) return !truthy(this.#unary());
    if (this.#take('(')) {
      const inner = this.or();
      this.#expect(')');
      return inner;
    }
    const token = this.#tokens.shift() ?? this.#fail();
    if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
    if (/^-?\d/.test(token)) return Number(token);
    if (!/^[A-Za-z_]/.test(token)) return this.#fail();
    return this.#take('(') ? this.#call(token) : this.#named(token);
  }

  #named(name: string): Value {
    if (name === 'true' || name === 'false') return name === 'true';
    if (name === 'null') return null;
    const context = this.#scope.contexts[name];
    if (context === undefined) return this.#fail();
    let value: Value = context;
    for (;;) {
      if (this.#take('.')) value = member(value, this.#tokens.shift() ?? this.#fail());
      else if (this.#take('[')) {
        value = member(value, asText(this.or()));
        this.#expect(']');
      } else return value;
    }
  }

  #call(name: string): Value {
    const given: Value[] = [];
    while (!this.#take(')')) {
      given.push(this.or());
      if (!this.#take(',') && this.#tokens[0] !== ')') this.#fail();
    }
    const [first = null, second = null] = given;
    switch (name) {
      case 'always':
        return true;
      case 'success':
        return !this.#scope.failed;
      case 'failure':
        return this.#scope.failed;
      case 'cancelled':
        return false;
      case 'fromJSON':
        return JSON.parse(asText(first)) as Value;
      case 'toJSON':
        return JSON.stringify(first, null, 2);
      case 'startsWith':
        return asText(first).toLowerCase().startsWith(asText(second).toLowerCase());
      case 'contains':
        return Array.isArray(first)
          ? first.some((one: Value) => equal(one, second))
          : asText(first).includes(asText(second));
      case 'format':
        return asText(first).replaceAll(/\{(\d+)\}/g, (_, index: string) => asText(given[Number(index) + 1] ?? null));
      default:
        return this.#fail();
    }
  }

  #take(token: string): boolean {
    if (this.#tokens[0] !== token) return false;
    this.#tokens.shift();
    return true;
  }

  #expect(token: string): void {
    if (!this.#take(token)) this.#fail();
  }

  #fail(): never {
    throw new Error(`The runner does not understand the expression: ${this.#source.trim()}`);
  }
}

/** What is not there is null, as on GitHub. */
function member(value: Value, key: string): Value {
  if (value === null || typeof value !== 'object') return null;
  if (Array.isArray(value)) return (value as readonly Value[])[Number(key)] ?? null;
  return Object.hasOwn(value, key) ? ((value as Record<string, Value>)[key] ?? null) : null;
}
