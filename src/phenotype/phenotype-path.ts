import { UsageError } from '../errors/usage-error.ts';

export const phenotypeFolder = 'phenotypes';

const namePattern = /^[a-z][a-z0-9_-]{0,63}$/;

/** Also the rule for the branch `phenotype/<name>`. */
export function isPhenotypeName(text: string): boolean {
  return namePattern.test(text);
}

/**
 * `phenotypes/<name>.toml`.
 * @throws UsageError `invalid-phenotype-name`
 */
export function phenotypePath(name: string): string {
  if (isPhenotypeName(name)) return `${phenotypeFolder}/${name}.toml`;
  throw new UsageError({
    code: 'invalid-phenotype-name',
    message: `Expected a phenotype name (a lower-case letter, then letters, digits, "_" and "-", at most 64), got ${JSON.stringify(name.slice(0, 100))}.`,
  });
}
