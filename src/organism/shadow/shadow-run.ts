import { Genome } from '../../genome/genome.ts';
import { defaultWorld } from '../../kernel/mock/default-world.ts';
import { MockKernel } from '../../kernel/mock/mock-kernel.ts';
import type { Sha256 } from '../../model/digest.ts';
import { standingCanary } from '../../phenotype/canary.ts';
import { expressedStack } from '../../phenotype/expression.ts';
import type { Phenotype } from '../../phenotype/schema.ts';
import { storeCase } from '../cases/case-store.ts';
import { withOrganism, type DormantOrganism } from '../open-organism.ts';
import type { Organism } from '../organism.ts';
import type { RunReport, ShadowReport } from '../run/report.ts';
import type { AnsweredQuestion, RunMemory } from '../run/run-memory.ts';
import type { Workspace } from '../workspace.ts';
import { judgeBeside, type Beside } from './judge-beside.ts';

/** Questions of one run that are put to a shadow, and how long no further one is begun. */
const mostQuestions = 16;
const mostMs = 10_000;

/**
 * Puts what the dominant has answered on this host to the allele that is next in line: its canary, else the first to fall
 * back on. On a mock of the host as it was before, with nothing locked, after the host's work is done. The verdicts go on
 * record and count nowhere: a shadow's result never stands for a real one.
 */
export async function shadowRun(
  workspace: Workspace,
  dormant: DormantOrganism,
  memory: RunMemory,
  report: RunReport,
): Promise<readonly ShadowReport[]> {
  if (report.kernel === 'mock' || !report.ok || report.rolledBack) return [];
  const asked = memory.answered.flatMap((question) => besides(dormant.phenotype, question)).slice(0, mostQuestions);
  if (asked.length === 0) return [];
  const nowhere = MockKernel.open({ world: defaultWorld() });
  return withOrganism(workspace, dormant, nowhere, (organism) => judgeAll(workspace, organism, report, asked));
}

interface Asked {
  readonly question: AnsweredQuestion;
  readonly allele: Sha256;
}

function besides(phenotype: Phenotype, question: AnsweredQuestion): readonly Asked[] {
  const { locus, contract } = question.task;
  const { shadow = 'risk' } = phenotype.policy;
  const careful = contract.risk !== 'none' && contract.risk !== 'low';
  if (shadow === 'off' || (shadow === 'risk' && !careful)) return [];
  const [dominant, next] = expressedStack(phenotype, locus);
  const allele = standingCanary(phenotype.loci.get(locus))?.allele ?? next;
  return dominant !== question.gene.digest || allele === undefined ? [] : [{ question, allele }];
}

async function judgeAll(
  workspace: Workspace,
  organism: Organism,
  report: RunReport,
  asked: readonly Asked[],
): Promise<readonly ShadowReport[]> {
  const genome = new Genome(workspace.tree);
  const keepCase: Beside['keepCase'] = (locus, value) => storeCase(workspace.cases, locus, { ...value, shadow: true });
  const reports: ShadowReport[] = [];
  const started = performance.now();
  for (const { question, allele } of asked) {
    if (performance.now() - started > mostMs) break;
    const verdict = await judgeBeside(organism, { genome, question, allele, keepCase });
    if (verdict === undefined) continue;
    const { task, gene, at } = question;
    const { locus, inputDigest: input } = task;
    organism.journal.add({ t: 'shadow', run: report.run, at, locus, allele, beside: gene.digest, input, verdict });
    reports.push({ step: task.step, locus, allele, verdict });
  }
  organism.journal.flush();
  return reports;
}
