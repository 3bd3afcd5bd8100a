import { shortDigest, type Sha256 } from '../model/digest.ts';
import type { Json } from '../model/json.ts';
import type {
  AlleleBirth,
  Changed,
  ContractChange,
  GenomeDiff,
  LocusChange,
  PhenotypeChange,
  PoolChange,
  UnreadableFile,
} from '../organism/history/genome-diff.ts';
import { printableLine } from './printable.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';

/** `sg diff` for people: contracts, then each phenotype, then the gene pool; nothing for what is the same. */
export function genomeDiffView(diff: GenomeDiff, style: Style): string {
  const sections = [
    section(
      'contracts',
      diff.contracts.map((change) => contractRow(change, style)),
      style,
    ),
    ...diff.phenotypes.map((change) => phenotypeSection(change, style)),
    section(
      'gene pool',
      diff.pool.flatMap((change) => poolRows(change, style)),
      style,
    ),
    unreadableSection(diff.unreadable, style),
  ];
  return sections.filter((text) => text !== '').join('\n\n');
}

function section(title: string, rows: readonly (readonly string[])[], style: Style): string {
  return rows.length === 0 ? '' : `${style.strong(title)}\n${table(rows, '  ')}`;
}

function unreadableSection(files: readonly UnreadableFile[], style: Style): string {
  const texts = files.map(
    ({ path, side, message }) => `  ${style.bad('?')}  ${printableLine(path)}, ${side}\n     ${printableLine(message)}`,
  );
  return texts.length === 0 ? '' : [style.strong('unreadable'), ...texts].join('\n');
}

function mark(change: string, style: Style): string {
  if (change === 'added') return style.good('+');
  return change === 'removed' ? style.bad('-') : style.warn('~');
}

function contractRow({ kind, name, change, parts }: ContractChange, style: Style): readonly string[] {
  const what = change === 'changed' ? `changed: ${parts.join(', ')}` : change;
  const text = change === 'layout' ? style.dim('laid out otherwise, means the same') : what;
  return [mark(change, style), kind, name, text];
}

function phenotypeSection({ phenotype, change, loci, settings }: PhenotypeChange, style: Style): string {
  const title = `phenotype ${phenotype}${change === 'changed' ? '' : ` ${change}`}`;
  const locusRows = loci.flatMap((locus) => rowsOfLocus(locus, style));
  const settingRows = settings.map(({ path, before, after }) => [
    mark(before === null ? 'added' : after === null ? 'removed' : 'changed', style),
    printableLine(path, 60),
    '',
    `${short(before)} → ${short(after)}`,
  ]);
  const rows = [...locusRows, ...settingRows];
  return rows.length === 0 ? style.strong(title) : section(title, rows, style);
}

function rowsOfLocus({ locus, change, ...changes }: LocusChange, style: Style): readonly (readonly string[])[] {
  const rows = [
    ...row('dominant', changes.dominant, alleleText),
    ...row('fallback', changes.fallback, listText),
    ...deprecatedRow(changes.deprecated),
    ...row('weights', changes.weights, short),
    ...row('canary', changes.canary, short),
  ];
  if (rows.length === 0) return [[mark(change, style), locus, change, '']];
  return rows.map(([what, text], index) => [
    index === 0 ? mark(change, style) : ' ',
    index === 0 ? locus : '',
    what,
    text,
  ]);
}

function row<T>(
  what: string,
  changed: Changed<T> | undefined,
  text: (value: T) => string,
): readonly (readonly [string, string])[] {
  return changed === undefined ? [] : [[what, `${text(changed.before)} → ${text(changed.after)}`]];
}

/** The list only grows as a rule: what came and went says it all. */
function deprecatedRow(changed: Changed<readonly Sha256[]> | undefined): readonly (readonly [string, string])[] {
  if (changed === undefined) return [];
  const came = changed.after
    .filter((digest) => !changed.before.includes(digest))
    .map((digest) => `+${shortDigest(digest)}`);
  const went = changed.before
    .filter((digest) => !changed.after.includes(digest))
    .map((digest) => `-${shortDigest(digest)}`);
  return [['deprecated', [...came, ...went].join(' ') || 'reordered']];
}

function alleleText(digest: Sha256 | null): string {
  return digest === null ? 'none' : shortDigest(digest);
}

function listText(digests: readonly Sha256[]): string {
  return digests.length === 0 ? 'none' : digests.map(shortDigest).join(', ');
}

function short(value: Json): string {
  return value === null ? 'none' : printableLine(JSON.stringify(value), 60);
}

function poolRows({ locus, allele, change, files, birth }: PoolChange, style: Style): readonly (readonly string[])[] {
  const altered = change === 'altered' ? [style.bad(`${files.join(', ')} altered`)] : [];
  const evidence = change === 'evidence' ? ['new evidence'] : [];
  const row = [mark(change, style), locus, shortDigest(allele), [...altered, ...evidence, birthText(birth)].join(', ')];
  return birth === null || birth.note === null ? [row] : [row, ['', '', '', style.dim(printableLine(birth.note, 40))]];
}

/** Where an allele comes from, for people: `mutation, generation 1, from c778a48a003b`. */
export function birthText(birth: AlleleBirth | null): string {
  if (birth === null) return 'no valid certificate';
  const { origin, generation, parents } = birth;
  const from = parents.length === 0 ? [] : [`from ${parents.map(shortDigest).join(', ')}`];
  return [origin, `generation ${generation}`, ...from].join(', ');
}
