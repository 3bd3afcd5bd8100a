import { EnvironmentError } from '../errors/environment-error.ts';

/** One variable of a git config file, in the order of the file. */
export interface ConfigEntry {
  /** Section and variable in lower case, subsection as written: `user.name`, `remote.origin.url`. */
  readonly key: string;
  /** `true` for a variable without "=". */
  readonly value: string;
}

/**
 * Reads the grammar of git-config(1), "CONFIGURATION FILE: Syntax". Includes are not followed.
 * @param file shown in messages
 * @throws EnvironmentError `git-config-syntax`
 */
export function parseGitConfig(text: string, file: string): readonly ConfigEntry[] {
  const scanner = new Scanner(text.replace(/^\uFEFF/, ''), file);
  const entries: ConfigEntry[] = [];
  let section: string | undefined;
  for (;;) {
    scanner.skipBlank();
    if (scanner.peek() === '') return entries;
    if (scanner.peek() === '[') section = scanner.header();
    else entries.push(scanner.variable(section));
  }
}

/** The last value of a key wins, as in git. */
export function configValue(entries: readonly ConfigEntry[], key: string): string | undefined {
  return entries.findLast((entry) => entry.key === key)?.value;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', b: '\b', '"': '"', '\\': '\\' };

class Scanner {
  readonly #text: string;
  readonly #file: string;
  #at = 0;

  constructor(text: string, file: string) {
    this.#text = text.replaceAll('\r\n', '\n');
    this.#file = file;
  }

  peek(): string {
    return this.#text.charAt(this.#at);
  }

  skipBlank(): void {
    this.#match(/(?:\s+|[#;][^\n]*)*/y);
  }

  /** `[section]`, `[section "subsection"]` or the old `[section.subsection]`. */
  header(): string {
    const [, name = '', , subsection] =
      this.#match(/\[([A-Za-z0-9.-]+)([ \t]+"((?:[^"\\\n]|\\[^\n])*)")?[ \t]*\]/y) ?? this.#fail('a section header');
    const section = name.toLowerCase();
    return subsection === undefined ? section : `${section}.${subsection.replaceAll(/\\(.)/g, '$1')}`;
  }

  variable(section: string | undefined): ConfigEntry {
    const [, name = ''] = this.#match(/([A-Za-z][A-Za-z0-9-]*)[ \t]*/y) ?? this.#fail('a variable');
    if (section === undefined) return this.#fail('a section header before the first variable');
    const key = `${section}.${name.toLowerCase()}`;
    if (this.#match(/=[ \t]*/y) !== undefined) return { key, value: this.#value() };
    if (this.#match(/(?=[\n#;]|$)/y) === undefined) return this.#fail('"="');
    return { key, value: 'true' };
  }

  /** To the end of the line or an unquoted comment; white space at the end does not count unless quoted. */
  #value(): string {
    let value = '';
    let kept = 0;
    let quoted = false;
    for (;;) {
      const char = this.peek();
      if (char === '' || char === '\n') break;
      if (!quoted && (char === '#' || char === ';')) break;
      this.#at += 1;
      if (char === '"') quoted = !quoted;
      else if (char === '\\') value += this.#escape();
      else value += char;
      if (quoted || char === '"' || !/\s/.test(char)) kept = value.length;
    }
    if (quoted) this.#fail('a closing quote');
    this.#match(/[^\n]*/y);
    return value.slice(0, kept);
  }

  #escape(): string {
    const char = this.peek();
    this.#at += 1;
    if (char === '\n') return '';
    return escapes[char] ?? this.#fail('one of \\n \\t \\b \\" \\\\');
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.#at = pattern.lastIndex;
    return match;
  }

  #fail(expected: string): never {
    const line = this.#text.slice(0, this.#at).split('\n').length;
    throw new EnvironmentError({
      code: 'git-config-syntax',
      message: `${this.#file}:${line}: expected ${expected} in this git configuration file.`,
      hint: '`git config --list` shows whether git can read it.',
      details: { file: this.#file, line },
    });
  }
}
