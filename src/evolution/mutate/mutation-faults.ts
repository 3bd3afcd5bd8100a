import { IntegrityError } from '../../errors/integrity-error.ts';
import { UsageError } from '../../errors/usage-error.ts';

export function engineOff(): UsageError {
  return new UsageError({
    code: 'engine-off',
    message: 'Expected an engine that writes alleles; mutation is switched off here ("none").',
    hint: 'Name one with --mutation-engine: mock answers from fixtures/mutations without a key.',
  });
}

export function secretFound(where: string): IntegrityError {
  return new IntegrityError({
    code: 'secret-found',
    message: `${where} holds the value of a variable that by its name is a secret of this machine. Nothing was committed.`,
    hint: 'Take the value out of what is recorded (interface names, inputs), or unset the variable, and capture the case again.',
  });
}
