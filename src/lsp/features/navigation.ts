import type { Location } from 'vscode-languageserver';
import { rangeOf } from '../positions.ts';
import { samePlaces, type FiledOccurrence, type WorkspaceIndex } from '../workspace-index.ts';

/** Names files of a workspace for the client. */
export type ToUri = (file: string) => string;

/** Where the thing is declared. */
export function definitionsOf(index: WorkspaceIndex, occurrence: FiledOccurrence, toUri: ToUri): Location[] {
  return samePlaces(index, occurrence)
    .filter(({ declares }) => declares)
    .map((place) => locationOf(place, toUri));
}

/** Every place that names it. */
export function referencesOf(
  index: WorkspaceIndex,
  occurrence: FiledOccurrence,
  withDeclaration: boolean,
  toUri: ToUri,
): Location[] {
  return samePlaces(index, occurrence)
    .filter(({ declares }) => withDeclaration || !declares)
    .map((place) => locationOf(place, toUri));
}

function locationOf({ file, span }: FiledOccurrence, toUri: ToUri): Location {
  return { uri: toUri(file), range: rangeOf(span) };
}
