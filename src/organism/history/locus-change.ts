import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../model/json.ts';
import type { FitnessWeights } from '../../model/fitness-weights.ts';
import type { Canary, LocusExpression } from '../../phenotype/schema.ts';
import type { Changed, LocusChange } from './genome-diff.ts';

/** What a phenotype expresses otherwise at a locus; `undefined` when it is the same. */
export function locusChange(
  locus: string,
  before: LocusExpression | undefined,
  after: LocusExpression | undefined,
): LocusChange | undefined {
  if (isDeepStrictEqual(before, after)) return undefined;
  const dominant = changed(before?.dominant ?? null, after?.dominant ?? null);
  const fallback = changed(before?.fallback ?? [], after?.fallback ?? []);
  const deprecated = changed(before?.deprecated ?? [], after?.deprecated ?? []);
  const weights = changed(json(before?.weights), json(after?.weights));
  const canary = changed(json(before?.canary), json(after?.canary));
  return {
    locus,
    change: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
    ...(dominant === undefined ? {} : { dominant }),
    ...(fallback === undefined ? {} : { fallback }),
    ...(deprecated === undefined ? {} : { deprecated }),
    ...(weights === undefined ? {} : { weights }),
    ...(canary === undefined ? {} : { canary }),
  };
}

function changed<T>(before: T, after: T): Changed<T> | undefined {
  return isDeepStrictEqual(before, after) ? undefined : { before, after };
}

function json(value: FitnessWeights | Canary | undefined): Json {
  return value === undefined ? null : { ...value };
}
