import { safeText } from './safe-text.ts';
import type { GeneFault } from './sandbox.ts';
import type { TypeEraser } from './type-eraser.ts';

export type Erasure =
  /** JavaScript in which everything that is left stands where it stood in the source. */
  { readonly ok: true; readonly code: string } | { readonly ok: false; readonly fault: GeneFault };

/** In UTF-16 units. Longer sources are refused before anything parses them. */
export const longestSource = 512 * 1024;

/**
 * Erases the types of one module. Only syntax that can be dropped without changing what the code does is allowed: no enums,
 * no namespaces with values, no parameter properties.
 */
export async function eraseTypes(source: string, eraser: TypeEraser): Promise<Erasure> {
  if (source.length > longestSource) return refusal(`The source is longer than ${longestSource} characters.`);
  const reply = await eraser.erase(source);
  if ('code' in reply) return { ok: true, code: reply.code };
  return refusal(reply.message, 'line' in reply ? { line: reply.line, column: reply.column } : undefined);
}

function refusal(message: string, position?: { readonly line: number; readonly column: number }): Erasure {
  return {
    ok: false,
    fault: { kind: 'syntax', message: safeText(message, 4_096), ...(position === undefined ? {} : { position }) },
  };
}
