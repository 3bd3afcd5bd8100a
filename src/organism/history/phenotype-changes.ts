import { isDeepStrictEqual } from 'node:util';
import { SgError } from '../../errors/sg-error.ts';
import type { FileChange } from '../../git/changed-files.ts';
import type { Json } from '../../model/json.ts';
import { isPhenotypeName, phenotypeFolder } from '../../phenotype/phenotype-path.ts';
import { readPhenotype } from '../../phenotype/read-phenotype.ts';
import type { Phenotype } from '../../phenotype/schema.ts';
import type { SideReader } from './compare-states.ts';
import type { LocusChange, PhenotypeChange, SettingChange } from './genome-diff.ts';
import { locusChange } from './locus-change.ts';

/** Phenotypes that came, went or say something else, sorted by name. */
export async function phenotypeChanges(
  [before, after]: readonly [SideReader, SideReader],
  changes: readonly FileChange[],
): Promise<readonly PhenotypeChange[]> {
  const found: PhenotypeChange[] = [];
  for (const file of changes) {
    const name = phenotypeName(file.path);
    if (name === undefined) continue;
    const old = file.before === undefined ? undefined : await read(before, name, file.path);
    const now = file.after === undefined ? undefined : await read(after, name, file.path);
    if (old === 'unreadable' || now === 'unreadable') continue;
    const change = phenotypeChange(name, old, now);
    if (change.change !== 'changed' || change.loci.length + change.settings.length > 0) found.push(change);
  }
  return found;
}

/** The phenotype whose file has the path. */
function phenotypeName(path: string): string | undefined {
  if (!path.startsWith(`${phenotypeFolder}/`) || !path.endsWith('.toml')) return undefined;
  const name = path.slice(phenotypeFolder.length + 1, -'.toml'.length);
  return isPhenotypeName(name) ? name : undefined;
}

async function read(side: SideReader, name: string, path: string): Promise<Phenotype | 'unreadable'> {
  try {
    return await readPhenotype(side.tree, name);
  } catch (error) {
    if (!(error instanceof SgError)) throw error;
    side.unreadable.push({ path, side: side.side, message: error.message });
    return 'unreadable';
  }
}

function phenotypeChange(
  phenotype: string,
  before: Phenotype | undefined,
  after: Phenotype | undefined,
): PhenotypeChange {
  const change = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
  return { phenotype, change, loci: lociChanges(before, after), settings: settingChanges(before, after) };
}

function lociChanges(before: Phenotype | undefined, after: Phenotype | undefined): readonly LocusChange[] {
  const names = [...new Set([...(before?.loci.keys() ?? []), ...(after?.loci.keys() ?? [])])].sort();
  return names.flatMap((locus) => locusChange(locus, before?.loci.get(locus), after?.loci.get(locus)) ?? []);
}

function settingChanges(before: Phenotype | undefined, after: Phenotype | undefined): readonly SettingChange[] {
  const [old, now] = [settings(before), settings(after)];
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((path) => {
    const change = { path, before: old.get(path) ?? null, after: now.get(path) ?? null };
    return isDeepStrictEqual(change.before, change.after) ? [] : [change];
  });
}

/** Leaves by dotted path, lists whole; the loci are compared apart. */
function settings(phenotype: Phenotype | undefined): ReadonlyMap<string, Json> {
  const leaves = new Map<string, Json>();
  if (phenotype === undefined) return leaves;
  const collect = (path: string, value: unknown): void => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)) {
      for (const [key, member] of Object.entries(value)) collect(`${path}.${key}`, member);
    } else leaves.set(path, plain(value));
  };
  for (const [key, value] of Object.entries(phenotype)) if (key !== 'name' && key !== 'loci') collect(key, value);
  return leaves;
}

/** TOML knows dates and integers that JSON does not. */
function plain(value: unknown): Json {
  const json = JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? each.toString() : each)) as
    string | undefined;
  return json === undefined ? null : (JSON.parse(json) as Json);
}
