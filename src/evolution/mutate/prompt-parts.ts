import { contractDeclarations } from '../../contract/declarations.ts';
import { readGraveyard } from '../../genome/graveyard.ts';
import type { Burial } from '../../genome/graveyard-schema.ts';
import { kernelDeclarations } from '../../kernel/declarations.generated.ts';
import { readLedgerState } from '../../ledger/read-ledger-state.ts';
import type { Sha256 } from '../../model/digest.ts';
import type { Json } from '../../model/json.ts';
import type { PromptParts } from '../../mutation/prompt.ts';
import { allAlleles, type AlleleStatus } from '../../organism/status/allele-status.ts';
import type { FailureCase } from '../../organism/cases/failure-case-format.ts';
import { arenaChecks } from './arena-checks.ts';
import type { MutationScene } from './mutation-scene.ts';

/** Everything the engine is shown, read from the base commit, the case, and this machine's ledger. */
export async function promptParts(
  scene: MutationScene,
  parent: Sha256 | undefined,
  failure: FailureCase | undefined,
  rejectedHere: readonly Burial[],
): Promise<PromptParts> {
  const { contract, genome, workspace } = scene;
  const locus = contract.name.text;
  const buried = await readGraveyard(workspace.tree, locus);
  const known = new Set(buried.map(({ digest }) => digest));
  return {
    locus,
    contract: await contractText(scene),
    types: [
      { file: 'contract.d.ts', text: contractDeclarations(contract) },
      { file: 'kernel.d.ts', text: kernelDeclarations },
    ],
    ...(parent === undefined ? {} : { failing: { digest: parent, source: await genome.source(locus, parent) } }),
    ...(failure === undefined ? {} : { failureCase: shownCase(failure) }),
    others: await otherAlleles(scene, parent),
    rejected: [...buried, ...rejectedHere.filter(({ digest }) => !known.has(digest))],
    checks: arenaChecks(contract),
  };
}

async function contractText({ workspace, contract }: MutationScene): Promise<string> {
  const bytes = await workspace.tree.read(`contracts/genes/${contract.name.text}.sg`);
  return new TextDecoder().decode(bytes ?? new Uint8Array());
}

/** The mock's own world repeats the picture of it with the simulator's inner state: nothing an allele can see. */
function shownCase(failure: FailureCase): Json {
  return JSON.parse(JSON.stringify({ ...failure, moment: undefined })) as Json;
}

/** Live ones first, in the order they are tried, then the pool; what was ruled out is no example. */
async function otherAlleles(scene: MutationScene, parent: Sha256 | undefined): Promise<PromptParts['others']> {
  const { genome, contract, phenotype, workspace } = scene;
  const locus = contract.name.text;
  const { tallies } = readLedgerState(workspace.ledger).fold;
  const all = allAlleles(phenotype, locus, await genome.inventory(locus), tallies);
  const shown = all.filter(({ allele, role, present }) => present && role !== 'deprecated' && allele !== parent);
  return Promise.all(
    shown
      .sort((a, b) => (b.fitness.score ?? 0.5) - (a.fitness.score ?? 0.5))
      .map(async (status) => ({
        digest: status.allele,
        source: await genome.source(locus, status.allele),
        score: scoreText(status),
      })),
  );
}

function scoreText({ role, fitness, tally }: AlleleStatus): string {
  const { score, interval, observations } = fitness;
  if (score === null) return `${role}; not yet observed on this machine`;
  const range = `95 % interval ${interval.low.toFixed(2)} to ${interval.high.toFixed(2)}`;
  return `${role}; score ${score.toFixed(2)} (${range}) from ${observations} observations, ${tally.interrupted} interrupted runs`;
}
