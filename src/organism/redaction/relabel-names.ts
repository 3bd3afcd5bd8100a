/** 36 ** 3 names; the mock has at most 512 links. */
const counterDigits = 3;

/** The loopback has this name everywhere. */
const loopback = 'lo';

/**
 * Interface names that stand for others: in the same order, as long where they have four bytes or more, and none of them an
 * original. `<name>.<id>` of a known name keeps its form, because genes make such names.
 */
export function relabelNames(names: Iterable<string>): (name: string) => string | undefined {
  const all = [...new Set(names)].filter((name) => name !== '').sort();
  const known = new Set(all);
  const bases = all.filter((name) => name !== loopback && baseOf(name, known) === undefined);
  const prefix = freePrefix(all);
  const labels = new Map(bases.map((name, index) => [name, label(prefix, index, Buffer.byteLength(name))]));
  labels.set(loopback, loopback);
  return (name) => {
    const base = baseOf(name, known);
    return base === undefined ? labels.get(name) : `${labels.get(base) ?? base}${name.slice(base.length)}`;
  };
}

/** Of a VLAN's usual name, where the name before the dot is known. */
function baseOf(name: string, known: ReadonlySet<string>): string | undefined {
  const [, base] = /^([^.]+)\.\d{1,4}$/.exec(name) ?? [];
  return base !== undefined && base !== loopback && known.has(base) ? base : undefined;
}

function label(prefix: string, index: number, length: number): string {
  return `${prefix}${index.toString(36).padStart(counterDigits, '0')}`.padEnd(length, 'x');
}

function freePrefix(names: readonly string[]): string {
  const letters = 'nabcdefghijklmopqrstuvwyz'.split('');
  const free = letters.find((letter) => names.every((name) => !name.startsWith(letter)));
  if (free !== undefined) return free;
  const pairs = letters.flatMap((one) => letters.map((other) => `${one}${other}`));
  return pairs.find((pair) => names.every((name) => !name.startsWith(pair))) ?? 'nnn';
}
