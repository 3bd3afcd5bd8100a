import type { GeneContract } from '../../contract/ast.ts';
import { bondModes } from '../../kernel/bond-modes.ts';
import { parseIp } from '../../kernel/ip-address.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { Labels } from './labels.ts';

/** What dev_valid_name() of Linux takes, and what it refuses for its length alone: a case may be about that. */
const deviceName = /^(?!\.\.?$)[^\s/:\p{Cc}]{1,64}$/u;

/**
 * Words that a contract has for its own parameters: defaults, and what their descriptions name. They stand in every copy of
 * the contract.
 */
export function contractWords(contract: GeneContract): ReadonlySet<string> {
  const texts = contract.takes.flatMap(({ description = '', default: value }) => [
    description,
    JSON.stringify(value ?? ''),
  ]);
  return new Set([...bondModes, ...texts.flatMap((text) => text.match(/[\p{L}\p{N}_.-]*[\p{L}\p{N}]/gu) ?? [])]);
}

/** Texts of an input, or of what a gene asked of the kernel, that can only be names of interfaces. */
export function namesIn(value: Json, words: ReadonlySet<string>): readonly string[] {
  if (typeof value === 'string') return mustBeName(value) && !words.has(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return (Array.isArray(value) ? (value as readonly Json[]) : Object.values(value)).flatMap((member) =>
    namesIn(member, words),
  );
}

function mustBeName(text: string): boolean {
  return deviceName.test(text) && parseIp(text) === undefined;
}

/**
 * The input with labels in it. What is neither a name nor an address nor a word of the contract is replaced as well, and
 * `lost` is told: the case can't be tried again as it was.
 */
export function redactInput(
  input: JsonObject,
  {
    labels,
    words,
    lost,
  }: { readonly labels: Labels; readonly words: ReadonlySet<string>; readonly lost: (what: string) => void },
): JsonObject {
  const text = (value: string): string => {
    const [name, address] = [labels.name(value), labels.address(value) ?? labels.mac(value)];
    // A name that is an address as well, or a word of the contract: nobody can say which of the two was meant.
    if (name !== undefined && name !== value && (address !== undefined || words.has(value))) lost('name');
    const label = name ?? address;
    if (label !== undefined) return label;
    if (value === '' || words.has(value)) return value;
    lost('text');
    return '[text]';
  };
  const walk = (value: Json): Json => {
    if (typeof value === 'string') return text(value);
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return (value as readonly Json[]).map(walk);
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, walk(member)]));
  };
  return walk(input) as JsonObject;
}
