import type { Contest } from '../contest.ts';
import { FailureList, type StageReport } from './failure-list.ts';

/** Third stage: every example of the contract. */
export async function checkExamples({ contract, candidate, runner, progress }: Contest): Promise<StageReport> {
  const list = new FailureList('examples');
  const { examples } = contract;
  progress('examples', 0, examples.length);
  for (const [example, { title }] of examples.entries()) {
    const [faults = []] = await runner.examples([{ allele: candidate, example }]);
    list.note(`example "${title}"`, faults);
    progress('examples', example + 1, examples.length);
    if (list.full) break;
  }
  return list.report;
}
