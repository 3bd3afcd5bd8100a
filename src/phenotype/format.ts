import { stringify } from 'smol-toml';
import { locusBlock } from './locus-lines.ts';
import { fusionBlock } from './fusion-block.ts';
import type { FitnessWeights } from '../model/fitness-weights.ts';
import { canaryBlock } from './canary-block.ts';
import type { LocusExpression, Phenotype } from './schema.ts';

/** The canonical text of a phenotype, for new files: `parsePhenotype` gives the same value back. */
export function formatPhenotype(phenotype: Phenotype): string {
  const { name, description, hardware, parameters, policy, loci, fusion } = phenotype;
  const { nic, protected: guarded, allow, reachability } = hardware;
  const blocks = [
    [pair('name', name), ...(description === '' ? [] : [pair('description', description)])],
    [
      '[hardware]',
      pair('nic', nic),
      pair('protected', guarded),
      ...(allow.length === 0 ? [] : [pair('allow', allow)]),
      ...(reachability === undefined ? [] : [pair('reachability', reachability)]),
    ],
    ...tableBlock({ parameters }),
    [
      '[policy]',
      pair('capture', policy.capture),
      pair('mutation', policy.mutation),
      pair('fusion', policy.fusion),
      ...optional('shadow', policy.shadow),
      ...optional('alpha', policy.alpha),
      ...optional('alpha_demote', policy.alphaDemote),
    ],
    weightsBlock('[policy.weights]', policy.weights),
    ...(policy.hosts === undefined ? [] : [hostsBlock(policy.hosts)]),
    ...[...loci].flatMap(([locus, entry]) => locusBlocks(locus, entry)),
    ...Object.entries(fusion).map(([pathway, entry]) => fusionBlock(pathway, entry)),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** A table that is left out when it is empty. */
function tableBlock(
  table: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): readonly (readonly string[])[] {
  const empty = Object.values(table).every((entries) => Object.keys(entries).length === 0);
  return empty ? [] : [[stringify(table).trimEnd()]];
}

function locusBlocks(locus: string, entry: LocusExpression): readonly (readonly string[])[] {
  const { weights, canary } = entry;
  return [
    locusBlock(locus, entry),
    ...(weights === undefined ? [] : [weightsBlock(`[loci.${locus}.policy.weights]`, weights)]),
    ...(canary === undefined ? [] : [canaryBlock(locus, canary)]),
  ];
}

function weightsBlock(header: string, { immediate, convergence, resilience }: FitnessWeights): readonly string[] {
  return [header, pair('immediate', immediate), pair('convergence', convergence), pair('resilience', resilience)];
}

function hostsBlock(hosts: NonNullable<Phenotype['policy']['hosts']>): readonly string[] {
  return ['[policy.hosts]', ...Object.entries(hosts).map(([key, value]) => pair(key, value))];
}

function optional(key: string, value: string | number | undefined): readonly string[] {
  return value === undefined ? [] : [pair(key, value)];
}

function pair(key: string, value: string | number | readonly string[]): string {
  return stringify({ [key]: value }).trimEnd();
}
