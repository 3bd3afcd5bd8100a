import { SgError } from '../../errors/sg-error.ts';
import { shortDigest } from '../../model/digest.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Phenotype } from '../../phenotype/schema.ts';
import type { FusionReport, RunReport } from '../report.ts';
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
  const note = await noteOf(finished, pathway, fusion, count);
  return { ...report, fusion: { ...fusion, count, ...(note === undefined ? {} : { note }) } };
}

function facts({ pathway, ok, failure }: RunReport, fusion: FusionReport): readonly FusionFact[] {
  const { state, composition, allele, step, reason = '' } = fusion;
  const whole = countsFor(failure) ? [{ t: 'pathway' as const, pathway, composition, ok }] : [];
  if (state !== 'decomposed' || allele === undefined) return whole;
  return [{ t: 'decomposed', pathway, allele, step, reason: reason.slice(0, 500) }, ...whole];
}

async function noteOf(
  finished: FinishedRun,
  pathway: string,
  fusion: FusionReport,
  count: number,
): Promise<string | undefined> {
  const { workspace, phenotype, start, world } = finished;
  if (fusion.state === 'decomposed') {
    return told('still named in the phenotype, but not used here any more', async () => {
      const commit = await commitDecomposition(workspace, phenotype.name, pathway, fusion);
      return commit === undefined ? undefined : `no longer fused, commit ${commit.slice(0, 12)}`;
    });
  }
  const waits = (fusion.state === 'stepwise' || fusion.state === 'stale') && count >= successesToFuse;
  if (!waits || phenotype.policy.fusion === 'off') return undefined;
  if (phenotype.policy.fusion === 'manual') return `ready: sg fuse ${pathway}`;
  // Declined once, it is tried again after as many successes more.
  if (count % successesToFuse !== 0) return undefined;
  return told('not fused', async () => {
    const made = await fusePathway({ start, world, phenotype: phenotype.name, pathway, now: false, dryRun: false });
    return `fused into ${shortDigest(made.allele)}${made.commit === null ? '' : `, commit ${made.commit.slice(0, 12)}`}`;
  });
}

async function told(otherwise: string, action: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof SgError) return `${otherwise}: ${error.message}`;
    throw error;
  }
}
