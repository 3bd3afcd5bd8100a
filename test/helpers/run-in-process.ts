import type { Kernel } from '../../src/kernel/kernel.ts';
import { defaultWorld } from '../../src/kernel/mock/default-world.ts';
import { MockKernel } from '../../src/kernel/mock/mock-kernel.ts';
import type { LedgerRecord } from '../../src/ledger/record.ts';
import type { AlleleTally } from '../../src/ledger/allele-tally.ts';
import { LedgerFold } from '../../src/ledger/ledger-fold.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import type { RunReport } from '../../src/organism/run/report.ts';
import { dormantOrganism } from '../../src/organism/open-organism.ts';
import type { RunEvent } from '../../src/organism/run/run-event.ts';
import { prepareRun, run } from '../../src/organism/run/run.ts';
import { openWorkspace } from '../../src/organism/workspace.ts';
import { createSandbox } from '../../src/sandbox/create-sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { GenomeRepository } from './genome-repository.ts';

let shared: Promise<Sandbox> | undefined;

/** One sandbox for all tests of a file: every call has a state of its own. */
function sandbox(): Promise<Sandbox> {
  shared ??= createSandbox();
  return shared;
}

export interface InProcess {
  readonly kernel: Kernel;
  readonly records: readonly LedgerRecord[];
  readonly events: readonly RunEvent[];
  readonly cases: readonly { readonly locus: string; readonly value: JsonObject }[];
  run(target: string, input: Json, options?: { wait?: boolean; dryRun?: boolean; jobs?: number }): Promise<RunReport>;
  tally(locus: string, allele: string): AlleleTally | undefined;
}

/** Runs pathways of a test repository on a kernel in memory and keeps what would go to the ledger and the case folder. */
export function inProcess(
  repository: GenomeRepository,
  kernel: Kernel = MockKernel.open({ world: defaultWorld() }),
): InProcess {
  const records: LedgerRecord[] = [];
  const events: RunEvent[] = [];
  const cases: { locus: string; value: JsonObject }[] = [];
  return {
    kernel,
    records,
    events,
    cases,
    async run(target, input, options = {}) {
      const dormant = await dormantOrganism(await openWorkspace(repository.root), 'default');
      const prepared = await prepareRun(dormant, target, input);
      const journal = { add: (record: LedgerRecord) => records.push(record), flush: () => undefined };
      const organism = { ...dormant, kernel, sandbox: await sandbox(), journal };
      return run(organism, prepared, {
        target,
        input,
        wait: options.wait ?? true,
        jobs: options.jobs ?? 4,
        dryRun: options.dryRun ?? false,
        emit: (event) => events.push(event),
        keepCase: (locus, value) => {
          cases.push({ locus, value });
          return Promise.resolve(`case-${cases.length}`);
        },
      });
    },
    tally(locus, allele) {
      const fold = new LedgerFold();
      for (const record of records) fold.add(record);
      return fold.tallies.get(locus)?.get(allele);
    },
  };
}
