import type { TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import { rangeOf } from '../positions.ts';
import { samePlaces, type FiledOccurrence, type WorkspaceIndex } from '../workspace-index.ts';
import type { ToUri } from './navigation.ts';

/** Why a thing can't be renamed here, or `undefined` where it can. */
export function refusesRename({ kind }: FiledOccurrence): string | undefined {
  if (kind === 'contract')
    return 'A locus is also the name of its file and of its folder in the genome: rename those by hand, in one commit.';
  return undefined;
}

/** What is wrong with a new name, or `undefined`: names of contracts are narrower than a client knows. */
export function refusesName(index: WorkspaceIndex, occurrence: FiledOccurrence, name: string): string | undefined {
  if (!/^[a-z][a-z0-9_]{0,63}$/.test(name))
    return 'Expected a lower-case letter, then letters, digits and "_", at most 64 in all.';
  const renamed = occurrence.symbol.split(' ').with(-1, name).join(' ');
  const taken = index.occurrences.some(({ symbol, declares }) => declares && symbol === renamed);
  return taken && name !== occurrence.name ? `"${name}" is taken.` : undefined;
}

/** The edits that give a thing another name everywhere. */
export function renameEdits(
  index: WorkspaceIndex,
  occurrence: FiledOccurrence,
  name: string,
  toUri: ToUri,
): WorkspaceEdit {
  const changes: Record<string, TextEdit[]> = {};
  for (const { file, span } of samePlaces(index, occurrence)) {
    (changes[toUri(file)] ??= []).push({ range: rangeOf(span), newText: name });
  }
  return { changes };
}
