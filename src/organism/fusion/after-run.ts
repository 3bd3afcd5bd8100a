import { SgError } from '../../errors/sg-error.ts';
import { shortDigest } from '../../model/digest.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Phenotype } from '../../phenotype/schema.ts';
import type { Decomposition, FusionReport, RunReport } from '../run/report.ts';
import type { Workspace } from '../workspace.ts';
import { commitDecomposition } from './decompose.ts';
import { fusePathway } from './fuse.ts';
import { rememberRun } from './fusion-state.ts';
import { countsFor, successesToFuse, type FusionFact } from './reinforcement.ts';

export interface FinishedRun {
  readonly workspace: Workspace;
  readonly start: string;
  readonly world: string | undefined;
  readonly phenotype: Phenotype;
  /** Validated. */
  readonly input: JsonObject;
}

/**
 * What a run means for the fusion of its pathway: counts it, takes a fused allele that failed out of the phenotype, and
 * fuses where the policy says so. The work is done by then: what cannot be committed is said and fails nothing.
 */
export async function afterRun(finished: FinishedRun, report: RunReport): Promise<RunReport> {
  const { fusion } = report;
  if (fusion === undefined || report.dryRun) return report;
  const { workspace, phenotype, input } = finished;
  const keeps = report.ok && phenotype.policy.capture === 'full';
  const { pathway } = report;
  const state = await rememberRun(workspace, facts(report, fusion), keeps ? { pathway, input } : undefined);
  const count = state.reinforcements.get(pathway)?.count ?? 0;
  const notes: string[] = [];
  for (const each of decompositions(report, fusion)) notes.push(...(await decomposed(finished, pathway, each)));
  notes.push(...(await fusionNotes(finished, pathway, fusion, count)));
  const note = notes.length === 0 ? undefined : notes.join('; ');
  return { ...report, fusion: { ...fusion, count, ...(note === undefined ? {} : { note }) } };
}

function facts(report: RunReport, fusion: FusionReport): readonly FusionFact[] {
  const { pathway, ok, failure } = report;
  const { composition } = fusion;
  const whole = countsFor(failure) ? [{ t: 'pathway' as const, pathway, composition, ok }] : [];
  return [...decompositions(report, fusion).map(decomposedFact), ...whole];
}

/** The pathway's own fused allele, and those of pathways in it. */
function decompositions({ pathway }: RunReport, fusion: FusionReport): readonly Decomposition[] {
  const { state, allele, step, locus, reason = '', within = [] } = fusion;
  if (state !== 'decomposed' || allele === undefined) return within;
  const place = { ...(step === undefined ? {} : { step }), ...(locus === undefined ? {} : { locus }) };
  return [...within, { pathway, allele, ...place, reason }];
}

function decomposedFact({ pathway, allele, step, reason }: Decomposition): FusionFact {
  const place = step === undefined ? {} : { step };
  return { t: 'decomposed', pathway, allele, ...place, reason: reason.slice(0, 500) };
}

/** Takes a fused allele that failed out of the phenotype; a pathway inside the one that ran is named. */
async function decomposed(
  { workspace, phenotype }: FinishedRun,
  ran: string,
  each: Decomposition,
): Promise<readonly string[]> {
  const name = each.pathway === ran ? '' : `${each.pathway}: `;
  return told(`${name}still named in the phenotype, but not used here any more`, async () => {
    const commit = await commitDecomposition(workspace, phenotype.name, each);
    return commit === undefined ? [] : [`${name}no longer fused, commit ${commit.slice(0, 12)}`];
  });
}

async function fusionNotes(
  { phenotype, start, world }: FinishedRun,
  pathway: string,
  fusion: FusionReport,
  count: number,
): Promise<readonly string[]> {
  const waits = (fusion.state === 'stepwise' || fusion.state === 'stale') && count >= successesToFuse;
  if (!waits || phenotype.policy.fusion === 'off') return [];
  if (phenotype.policy.fusion === 'manual') return [`ready: sg fuse ${pathway}`];
  // Declined once, it is tried again after as many successes more.
  if (count % successesToFuse !== 0) return [];
  return told('not fused', async () => {
    const made = await fusePathway({ start, world, phenotype: phenotype.name, pathway, now: false, dryRun: false });
    return [
      `fused into ${shortDigest(made.allele)}${made.commit === null ? '' : `, commit ${made.commit.slice(0, 12)}`}`,
    ];
  });
}

async function told(otherwise: string, action: () => Promise<readonly string[]>): Promise<readonly string[]> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof SgError) return [`${otherwise}: ${error.message}`];
    throw error;
  }
}
