import { IntegrityError } from '../errors/integrity-error.ts';
import type { Sha256 } from '../model/digest.ts';

const restore = (file: string): string =>
  `\`git restore ${file}\` brings the committed file back.`;

export function alleleMissing(file: string, where: string): IntegrityError {
  return new IntegrityError({
    code: 'allele-missing',
    message: `Expected an allele at ${file}, found none in the ${where}.`,
    hint: restore(file),
    details: { file },
  });
}

export function alleleTooLarge(file: string, bytes: number, limit: number): IntegrityError {
  return new IntegrityError({
    code: 'allele-too-large',
    message: `Expected an allele of at most ${limit} bytes, found ${bytes} in ${file}.`,
    details: { file, bytes, limit },
  });
}

export function digestMismatch(file: string, expected: Sha256, found: Sha256, where: string): IntegrityError {
  return new IntegrityError({
    code: 'allele-digest-mismatch',
    message: `Expected the bytes of ${file} to have the SHA-256 ${expected}, found ${found} in the ${where}.`,
    hint: `The file was changed after it was named; nothing was run. ${restore(file)}`,
    details: { file, expected, found },
  });
}

export function certificateMissing(file: string, where: string): IntegrityError {
  return new IntegrityError({
    code: 'certificate-missing',
    message: `Expected a birth certificate at ${file}, found none in the ${where}.`,
    hint: restore(file),
    details: { file },
  });
}

export function certificateMismatch(file: string, field: string, expected: string, found: string): IntegrityError {
  return new IntegrityError({
    code: 'certificate-mismatch',
    message: `Expected ${field} = "${expected}" in ${file}, as its path says, found "${found}".`,
    hint: restore(file),
    details: { file, field, expected, found },
  });
}
