import { marker } from '../../github/marker.ts';
import type { Sha256 } from '../../model/digest.ts';

/** Whose promotion a pull request is about: there is one decision at a time for a phenotype's locus. */
export function seatMark({ phenotype, locus }: { readonly phenotype: string; readonly locus: string }): string {
  return marker('promotion', `${phenotype}/${locus}`);
}

/** On what it was decided: once something else is expressed there, it is stale. */
export function onMark(expression: Sha256): string {
  return marker('on', expression);
}
