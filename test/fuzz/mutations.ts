import fc, { type Arbitrary } from 'fast-check';

/** What breaks readers: other types, ends of ranges, names that mean something to JavaScript, a terminal or a shell. */
const hostileValues: readonly unknown[] = [
  ...[null, true, false, 0, -0, -1, 1.5, 1e308, 2 ** 53, 4_294_967_296, '', ' ', '0', '__proto__', 'constructor'],
  ...['../../etc/passwd', '-rf', '$(reboot)', 'a\nb', '\u0000', '\u001b[2J', '\u202e', '\ud800', 'x'.repeat(5000)],
  ...[[], {}, [[]], [null], { __proto__: null }, { toString: 1 }, { length: 3 }, [1, 'a', {}]],
];

export const hostileValue: Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...hostileValues) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);

export const hostileText: Arbitrary<string> = fc.constantFrom(
  ...hostileValues.filter((value) => typeof value === 'string'),
);

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/** Pieces that mean something in TOML, JSON, streams of events and lines of ours. */
const inserted = fc.constantFrom(
  ...Array.from('"\'\\[]{}=,:#\n\r\t\0 -.09azé'),
  ...[
    '""""',
    "'''",
    '[[',
    ']]',
    '\r\n',
    '\n\n',
    'data: ',
    '[DONE]',
    '```',
    '\u202e',
    '\ufeff',
    '\ud800',
    '1e999',
    'nan',
  ],
  ...['2026-11-23T25:61:61Z', '0x', '__proto__', '"t":"end"', 'null', '\\ud800', '\u2028'],
);

type Edit = (text: string) => string;

const edit: Arbitrary<Edit> = fc.oneof(
  // Cut off: what a crash, a full disk or a lost connection leaves.
  place.map((at) => (text: string) => text.slice(0, at * text.length)),
  fc.tuple(place, place).map(
    ([at, share]) =>
      (text: string) =>
        cut(text, at, share * 0.2 * text.length, ''),
  ),
  fc.tuple(place, fc.nat(3)).map(
    ([at, size]) =>
      (text: string) =>
        cut(text, at, size, ''),
  ),
  fc.tuple(place, inserted, fc.nat(2)).map(
    ([at, more, size]) =>
      (text: string) =>
        cut(text, at, size, more),
  ),
  // Lines and other stretches that stand twice or elsewhere.
  fc.tuple(place, place, place).map(([from, share, to]) => (text: string) => {
    const piece = text.slice(from * text.length, from * text.length + share * 400);
    return cut(text, to, 0, piece);
  }),
  fc.tuple(place, place).map(([from, to]) => (text: string) => {
    const lines = text.split('\n');
    const [line = ''] = lines.splice(from * lines.length, 1);
    lines.splice(to * lines.length, 0, line);
    return lines.join('\n');
  }),
  fc.tuple(place, fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n })).map(([at, number]) => (text: string) => {
    const numbers = [...text.matchAll(/\d+/g)];
    const one = numbers[Math.floor(at * numbers.length)];
    return one === undefined ? text : text.slice(0, one.index) + String(number) + text.slice(one.index + one[0].length);
  }),
);

function cut(text: string, at: number, size: number, more: string): string {
  const start = Math.floor(at * text.length);
  return text.slice(0, start) + more + text.slice(start + Math.floor(size));
}

/** One of the texts, edited one to four times. */
export function mutatedText(texts: readonly string[]): Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...texts), fc.array(edit, { minLength: 1, maxLength: 4 }))
    .map(([text, edits]) => edits.reduce((changed, one) => one(changed), text));
}

/** A JSON value with one to three of its parts, however deep, taken out, put twice or turned into something else. */
export function mutatedJson(values: readonly unknown[]): Arbitrary<unknown> {
  const change = fc.record({
    at: place,
    with: hostileValue,
    how: fc.constantFrom('replace', 'replace', 'drop', 'add'),
  });
  return fc
    .tuple(fc.constantFrom(...values), fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([value, changes]) => changes.reduce((changed, one) => changedAt(changed, one), value));
}

interface Change {
  readonly at: number;
  readonly with: unknown;
  readonly how: string;
}

function changedAt(value: unknown, change: Change): unknown {
  const copy: { root: unknown } = { root: structuredClone(value) };
  const spots = spotsIn(copy, 'root');
  const spot = spots[Math.floor(change.at * spots.length)];
  if (spot === undefined) return value;
  const { holder, key } = spot;
  if (change.how === 'drop' && holder !== copy) {
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else Reflect.deleteProperty(holder, key);
  } else if (change.how === 'add' && Array.isArray(holder)) holder.push(change.with);
  else if (change.how === 'add') put(holder, typeof change.with === 'string' ? change.with : 'extra', change.with);
  else put(holder, key, change.with);
  return copy.root;
}

type Holder = Record<string, unknown> | (unknown[] & Record<string, unknown>);

/** `__proto__` is a key like any other. */
function put(holder: Holder, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

function spotsIn(holder: Holder, key: string): readonly { readonly holder: Holder; readonly key: string }[] {
  const value = holder[key];
  const own = [{ holder, key }];
  if (value === null || typeof value !== 'object') return own;
  return [...own, ...Object.keys(value).flatMap((inner) => spotsIn(value as Holder, inner))];
}
