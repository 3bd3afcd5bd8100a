import type { Reference } from './ast.ts';

/** A reference as it is written: `{nic.0}`, `{step 2.bond_name}`. */
export function referenceText(reference: Reference): string {
  if (reference.kind === 'step') return `{step ${reference.step}.${reference.field.text}}`;
  const index = reference.index === undefined ? '' : `.${reference.index}`;
  return `{${reference.name.text}${index}}`;
}
