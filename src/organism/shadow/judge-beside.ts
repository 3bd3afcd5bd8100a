import { allelePath } from '../../genome/allele-path.ts';
import type { Genome } from '../../genome/genome.ts';
import { SgError } from '../../errors/sg-error.ts';
import { MockKernel } from '../../kernel/mock/mock-kernel.ts';
import { worldFromSnapshot } from '../../kernel/mock/world-from-snapshot.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import type { Sha256 } from '../../model/digest.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { ShadowVerdict } from '../../model/shadow-verdict.ts';
import type { GeneSource } from '../../sandbox/sandbox.ts';
import { guardedKernel } from '../run/guarded-kernel.ts';
import { silentJournal } from '../run/journal.ts';
import type { Organism } from '../organism.ts';
import { run, type RunRequest } from '../run/run.ts';
import type { AnsweredQuestion } from '../run/run-memory.ts';

export interface Beside {
  readonly genome: Genome;
  readonly question: AnsweredQuestion;
  /** The one that is tried; the other has answered on the host. */
  readonly allele: Sha256;
  readonly keepCase: RunRequest['keepCase'];
}

/**
 * Both alleles answer the question on mocks of the host: a mock's addresses are not the host's, so the host's answer would
 * never be the same.
 * @returns `undefined` where the mock can't tell: the host is not to be modelled, or the allele that did it there fails here
 */
export async function judgeBeside(organism: Organism, beside: Beside): Promise<ShadowVerdict | undefined> {
  const { genome, question, allele, keepCase } = beside;
  try {
    const known = await answerOf(organism, question, question.gene, () => Promise.resolve(''));
    if (known.outcome !== 'ok') return undefined;
    const { locus } = question.task;
    const gene = { digest: allele, source: await genome.source(locus, allele), file: allelePath(locus, allele) };
    const other = await answerOf(organism, question, gene, keepCase);
    if (other.outcome === 'environment') return undefined;
    if (other.outcome === 'gene-failure') return 'fails';
    return other.text === known.text ? 'same' : 'differs';
  } catch (error) {
    // The host's work is done and stays done, whatever becomes of its shadow.
    if (error instanceof SgError) return undefined;
    throw error;
  }
}

interface Answer {
  readonly outcome: Outcome | undefined;
  /** Output and the world it left. */
  readonly text: string;
}

async function answerOf(
  organism: Organism,
  { task, world }: AnsweredQuestion,
  gene: GeneSource,
  keepCase: RunRequest['keepCase'],
): Promise<Answer> {
  const mock = MockKernel.open({ world: worldFromSnapshot(world, 'the snapshot of this host') });
  const kernel = guardedKernel(mock, organism.phenotype.hardware);
  const alleles: Organism['alleles'] = {
    load: (locus) => (locus === task.locus ? Promise.resolve([gene]) : organism.alleles.load(locus)),
  };
  const { steps } = await run(
    { ...organism, alleles, kernel, journal: silentJournal },
    { contract: task.contract, input: task.input, changes: true },
    { target: task.locus, input: task.input, wait: true, jobs: 1, dryRun: false, emit: () => undefined, keepCase },
  );
  const [step] = steps;
  return { outcome: step?.outcome, text: canonicalJson([step?.output ?? null, await mock.snapshot()]) };
}
