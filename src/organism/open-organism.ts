import type { Diagnostic } from '../contract/diagnostic.ts';
import { createSandbox } from '../sandbox/create-sandbox.ts';
import { Genome } from '../genome/genome.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { compactWhenDue } from '../ledger/compact-ledger.ts';
import { LedgerWriter } from '../ledger/ledger-writer.ts';
import type { LedgerRecord } from '../ledger/record.ts';
import { readPhenotype } from '../phenotype/read-phenotype.ts';
import { AlleleStore } from './allele-store.ts';
import { readBreakers } from './breaker/breaker-file.ts';
import { BreakerPanel } from './breaker/breaker-panel.ts';
import { assertCanaries } from './canary/assert-canaries.ts';
import { canariesOf } from './canary/canaries.ts';
import { ContractBook } from './contracts/contract-book.ts';
import { FusionStore } from './fusion/fusion-store.ts';
import { soundContracts } from './contracts/load-contracts.ts';
import { guardedKernel } from './run/guarded-kernel.ts';
import type { Organism } from './organism.ts';
import type { Workspace } from './workspace.ts';

/** Everything of an organism that can be known before a kernel is touched. */
export type DormantOrganism = Pick<Organism, 'contracts' | 'book' | 'phenotype' | 'fusions'> & {
  readonly alleles: AlleleStore;
};

/**
 * @param refused warnings that count as errors for what is going to be done
 * @throws UsageError contract-errors, unknown-phenotype, canary-too-wide and what reading them brings
 */
export async function dormantOrganism(
  workspace: Workspace,
  phenotypeName: string,
  refused?: (diagnostic: Diagnostic) => boolean,
): Promise<DormantOrganism> {
  const [contracts, phenotype] = await Promise.all([
    soundContracts(workspace.tree, refused),
    readPhenotype(workspace.tree, phenotypeName),
  ]);
  assertCanaries(contracts, phenotype);
  const genome = new Genome(workspace.tree);
  const alleles = new AlleleStore(genome, phenotype);
  const fusions = new FusionStore(workspace, genome, phenotype);
  return { contracts, book: new ContractBook(), phenotype, alleles, fusions };
}

/** Wakes it on a kernel; the action's end closes sandbox and ledger, however it ends. */
export async function withOrganism<T>(
  workspace: Workspace,
  dormant: DormantOrganism,
  kernel: Kernel,
  action: (organism: Organism) => Promise<T>,
): Promise<T> {
  const sandbox = await createSandbox({ cacheDir: workspace.cache });
  const ledger = new LedgerWriter(workspace.ledger);
  const canaries = await canariesOf(dormant.phenotype, kernel.name);
  const panel = new BreakerPanel(readBreakers(workspace.ledger), dormant.phenotype, await kernel.now(), canaries);
  // On a kernel that forgets nothing, records must survive a power cut as its changes do.
  const lasting = kernel.name !== 'mock';
  const journal = {
    add: (record: LedgerRecord) => {
      ledger.add(record);
      for (const change of panel.observe(record)) ledger.add(change);
    },
    flush: (changes = true) => {
      if (lasting && changes) ledger.sync();
      else ledger.flush();
    },
  };
  const alleles = dormant.alleles.arranged(
    (locus, stack) => panel.arrange(locus, stack),
    (locus) => panel.canary(locus),
  );
  try {
    const guarded = guardedKernel(kernel, dormant.phenotype.hardware);
    return await action({ ...dormant, alleles, kernel: guarded, sandbox, journal });
  } finally {
    sandbox.dispose();
    ledger.close();
    compactWhenDue(workspace.ledger, () => readBreakers(workspace.ledger, true));
  }
}
