import { parse, TomlError } from 'smol-toml';
import type { SgErrorInit } from '../errors/sg-error.ts';

export type TomlText =
  | { readonly ok: true; readonly value: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly fault: Omit<SgErrorInit, 'exitStatus'> };

/** Nesting no file of ours comes near; hostile depth ends here and not on the stack. */
const maxDepth = 32;

/**
 * TOML 1.0 text as a plain object. The caller decides what kind of error a fault is: a person's file or a stored state.
 * @param code the error's code, e.g. `phenotype-syntax`
 */
export function parseToml(text: string, file: string, code: string): TomlText {
  try {
    return { ok: true, value: parse(text.replace(/^\uFEFF/, ''), { maxDepth, unsafeKeyBehaviour: 'throw' }) };
  } catch (cause) {
    return { ok: false, fault: syntaxFault(cause, file, code) };
  }
}

function syntaxFault(cause: unknown, file: string, code: string): Omit<SgErrorInit, 'exitStatus'> {
  const reason = (cause as Error).message;
  if (!(cause instanceof TomlError)) return { code, message: `${file}: not valid TOML: ${reason}`, cause };
  const { line, column } = cause;
  return {
    code,
    message: `${file}:${line}:${column}: ${reason.trimEnd()}`,
    hint: 'The file is TOML 1.0; see the line under the caret.',
    details: { file, line, column },
    cause,
  };
}
