import { InternalError } from '../../errors/internal-error.ts';
import { visible } from './visible.ts';

/** Markup that is safe to send. Only `html` makes it, so text from outside can't become markup by accident. */
export class Html {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  /** For the `html` tag alone: the parts of a template are source text, everything between them was escaped. */
  static ofTemplate(parts: TemplateStringsArray, values: readonly Part[]): Html {
    const places = placesOf(parts);
    let text = parts[0] ?? '';
    values.forEach((value, index) => {
      text += filled(value, places[index] ?? 'text') + (parts[index + 1] ?? '');
    });
    return new Html(text);
  }

  toString(): string {
    return this.#text;
  }
}

/** The address of a link, made by the module that knows the pages: never text from outside. */
export class Address {
  readonly #text: string;

  /** @param text a relative address of this site: letters, digits, `_`, `-`, `.`, `/` and a fragment of the same */
  constructor(text: string) {
    if (!/^(?:[A-Za-z0-9_.-]+\/)*[A-Za-z0-9_.-]*(?:#[A-Za-z0-9_.-]+)?$/.test(text))
      throw new InternalError('not an address of this site');
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** What a template may hold. `false`, `null` and `undefined` leave nothing behind. */
export type Part = string | number | Html | Address | false | null | undefined | readonly Part[];

/**
 * Markup from a template. Text is escaped and made visible. Values stand in text or in double-quoted attributes only; an
 * attribute that a browser follows (`href`, `src`) takes an `Address` and nothing else.
 * @throws InternalError for a template that puts a value elsewhere
 */
export function html(parts: TemplateStringsArray, ...values: readonly Part[]): Html {
  return Html.ofTemplate(parts, values);
}

type Place = 'text' | 'attribute' | 'address';

const known = new WeakMap<TemplateStringsArray, readonly Place[]>();

function placesOf(parts: TemplateStringsArray): readonly Place[] {
  const places = known.get(parts);
  if (places !== undefined) return places;
  // A tag function that is called by hand could be given text from outside as source.
  if (!Object.isFrozen(parts)) throw new InternalError('html takes templates only');
  const made: Place[] = [];
  let before = '';
  for (const part of parts.slice(0, -1)) {
    before += part;
    made.push(placeAfter(before));
    // What is put in can't open or close anything, so any word stands for it.
    before += 'x';
  }
  known.set(parts, made);
  return made;
}

/** Where source text ends: between tags, or inside a quoted attribute. */
function placeAfter(before: string): Place {
  const open = /<[a-zA-Z!/](?:[^"<>]|"[^"]*")*(?:"[^"]*)?$/.exec(before)?.[0];
  if (open === undefined) {
    if (/<(script|style)\b[^>]*>(?![\s\S]*<\/\1>)/i.test(before))
      throw new InternalError('a value in a script or style');
    return 'text';
  }
  const attribute = /[\s](?<name>[a-zA-Z][a-zA-Z0-9:-]*)="[^"]*$/.exec(open)?.groups?.['name']?.toLowerCase();
  if (attribute === undefined) throw new InternalError(`a value in a tag outside of an attribute's quotes`);
  if (attribute.startsWith('on') || attribute === 'style' || attribute === 'srcdoc') {
    throw new InternalError(`a value in the attribute ${attribute}`);
  }
  return ['href', 'src', 'xlink:href', 'action', 'formaction'].includes(attribute) ? 'address' : 'attribute';
}

function filled(value: Part, place: Place): string {
  if (value === false || value === null || value === undefined) return '';
  if (value instanceof Address) return value.toString();
  if (place === 'address') throw new InternalError('a link that is no address of this site');
  if (value instanceof Html) {
    if (place === 'attribute') throw new InternalError('markup in an attribute');
    return value.toString();
  }
  if (typeof value === 'object') return value.map((each) => filled(each, place)).join('');
  return escaped(visible(String(value)));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (char) => entities[char] ?? '');
}
