import type { PathwayContract } from '../../contract/ast.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { allelePath } from '../../genome/allele-path.ts';
import { certificateTime, type Certificate } from '../../genome/certificate.ts';
import { Genome } from '../../genome/genome.ts';
import { planRegistration } from '../../genome/register-allele.ts';
import { commitChanges } from '../../git/commit-changes.ts';
import { formatMessage } from '../../git/trailers.ts';
import { sha256, shortDigest, type Sha256 } from '../../model/digest.ts';
import { fuse } from '../../phenotype/edit.ts';
import { readPhenotypeFile } from '../../phenotype/read-phenotype.ts';
import { writePhenotype } from '../../phenotype/write.ts';
import { createSandbox } from '../../sandbox/create-sandbox.ts';
import { observedKernel, worldPlace } from '../world/mock-world.ts';
import { dormantOrganism, type DormantOrganism } from '../open-organism.ts';
import { reachableLoci } from '../run/reachable-loci.ts';
import { openWorkspace, type Workspace } from '../workspace.ts';
import { composition } from './composition.ts';
import { differentialRun, type Trial } from './differential-run.ts';
import { fusedModule, type FusedModule } from './fused-module.ts';
import { FusionDeclined } from './fusion-declined.ts';
import { readFusionState, type FusionState } from './fusion-state.ts';
import { successesToFuse } from './reinforcement.ts';
import { trialWorlds } from './trial-worlds.ts';

export interface FuseRequest {
  /** A folder inside the genome repository. */
  readonly start: string;
  readonly phenotype: string;
  readonly pathway: string;
  /** File of the mock's world; the repository's own when left out. */
  readonly world: string | undefined;
  /** Without waiting for ten successes in a row. */
  readonly now: boolean;
  /** Everything but the commit. */
  readonly dryRun: boolean;
}

export interface Fusion {
  readonly pathway: string;
  readonly phenotype: string;
  readonly allele: Sha256;
  readonly composition: Sha256;
  readonly count: number;
  readonly bytes: number;
  readonly parents: FusedModule['parents'];
  readonly trials: readonly Trial[];
  readonly source: string;
  /** None on a dry run, and where the pathway was fused so already. */
  readonly commit: string | null;
}

/**
 * Fuses a pathway: makes one allele of its steps', tries it beside them on the mock, and commits it with the phenotype that
 * expresses it. Nothing is written before it has passed.
 * @throws FusionDeclined; UsageError unknown-pathway, fusion-not-ready, uncommitted-changes, and others of a commit
 */
export async function fusePathway(request: FuseRequest): Promise<Fusion> {
  const workspace = await openWorkspace(request.start);
  const dormant = await dormantOrganism(workspace, request.phenotype);
  const contract = fusable(dormant, request.pathway);
  const state = await readFusionState(workspace);
  const expressed = await composition(dormant, contract);
  const count = checkedCount(request, state, expressed);
  const made = await fusedModule(dormant, contract);
  const allele = sha256(made.source);
  const failed = state.reinforcements.get(request.pathway)?.decomposed.find((each) => each.allele === allele);
  if (failed !== undefined) {
    throw new FusionDeclined(
      `this very allele failed here (${failed.reason}); ${successesToFuse} more successes make it count again`,
    );
  }
  const gene = { digest: allele, source: made.source, file: allelePath(request.pathway, allele) };
  const trials = await tried(workspace, request, dormant, state, { gene, composition: expressed });
  const plan: Plan = { workspace, dormant, contract, made, allele, expressed, count };
  const commit = request.dryRun ? null : await commitFusion(plan, request);
  const { pathway, phenotype } = request;
  const { source, parents } = made;
  return {
    pathway,
    phenotype,
    allele,
    composition: expressed,
    count,
    bytes: Buffer.byteLength(source),
    parents,
    trials,
    source,
    commit,
  };
}

function fusable({ contracts, phenotype }: DormantOrganism, name: string): PathwayContract {
  const contract = contracts.pathways.get(name);
  if (contract === undefined) {
    throw new UsageError({
      code: 'unknown-pathway',
      message: `There is no pathway called "${name}".`,
      hint: '`sg fuse` lists the pathways that can be fused.',
    });
  }
  if (!reachableLoci(contracts, contract).some(({ family }) => family === 'configuration')) {
    throw new FusionDeclined('it changes nothing, and its steps may run side by side');
  }
  if (phenotype.policy.fusion === 'off')
    throw new FusionDeclined(`phenotype "${phenotype.name}" says [policy] fusion = "off"`);
  return contract;
}

function checkedCount({ pathway, now }: FuseRequest, { reinforcements }: FusionState, expressed: Sha256): number {
  const known = reinforcements.get(pathway);
  const count = known?.composition === expressed ? known.count : 0;
  if (now || count >= successesToFuse) return count;
  throw new UsageError({
    code: 'fusion-not-ready',
    message: `Pathway "${pathway}" has worked ${count} times in a row with the alleles it has now; expected ${successesToFuse}.`,
    hint: 'Let it run on, or say --now.',
    details: { pathway, count, expected: successesToFuse },
  });
}

async function tried(
  workspace: Workspace,
  { start, world, pathway }: FuseRequest,
  dormant: DormantOrganism,
  { inputs }: FusionState,
  allele: Parameters<typeof differentialRun>[0]['allele'],
): Promise<readonly Trial[]> {
  const seen = inputs.get(pathway) ?? [];
  if (seen.length === 0) {
    throw new FusionDeclined(
      'there is no input it has worked with here (they are kept while [policy] capture = "full")',
    );
  }
  const current = (await observedKernel(await worldPlace(start, world))).world;
  const sandbox = await createSandbox({ cacheDir: workspace.cache });
  const trials: Trial[] = [];
  try {
    for (const each of trialWorlds(current)) {
      for (const input of seen) trials.push(await differentialRun({ dormant, sandbox, pathway, allele }, each, input));
    }
  } finally {
    sandbox.dispose();
  }
  const wrong = trials.find(({ difference }) => difference !== undefined);
  if (wrong !== undefined) throw new FusionDeclined(`in the world "${wrong.world}" ${wrong.difference ?? ''}`);
  if (!trials.some(({ ok }) => ok))
    throw new FusionDeclined('no input it worked with lately works in any of the trial worlds');
  return trials;
}

interface Plan {
  readonly workspace: Workspace;
  readonly dormant: DormantOrganism;
  readonly contract: PathwayContract;
  readonly made: FusedModule;
  readonly allele: Sha256;
  readonly expressed: Sha256;
  readonly count: number;
}

async function commitFusion(plan: Plan, { phenotype: name, pathway }: FuseRequest): Promise<string | null> {
  const { workspace, allele, expressed, count } = plan;
  const genome = new Genome(workspace.tree);
  const reason = `${count} successes in a row of composition ${expressed}`;
  const certificate = await certificateOf(plan, genome, reason);
  const registration = await planRegistration(genome, { locus: pathway, source: plan.made.source, certificate });
  const { path, text, phenotype } = await readPhenotypeFile(workspace.tree, name);
  const standing = phenotype.fusion[pathway];
  if (standing?.allele === allele && standing.composition === expressed) return null;
  const entry = { allele, composition: expressed, since: certificate.created };
  const written = writePhenotype(text, fuse(phenotype, pathway, entry), path);
  const { commit } = await commitChanges(workspace.repository, {
    ref: 'HEAD',
    changes: new Map([...registration.changes, [path, new TextEncoder().encode(written)]]),
    message: formatMessage({
      subject: `${pathway}: fuse its steps into ${shortDigest(allele)}`,
      body: `One allele of ${plan.made.parents.length} at the pathway's own locus. It passed beside its steps on the mock.`,
      trailers: [
        { key: 'Sg-Phenotype', value: name },
        { key: 'Sg-Locus', value: pathway },
        { key: 'Sg-Allele', value: allele },
        { key: 'Sg-Reason', value: reason },
      ],
    }),
  });
  return commit;
}

async function certificateOf(plan: Plan, genome: Genome, note: string): Promise<Omit<Certificate, 'locus' | 'digest'>> {
  const { parents } = plan.made;
  if (parents.length > 64)
    throw new FusionDeclined(`it would have ${parents.length} parents, more than a certificate holds`);
  const generations = await Promise.all(
    parents.map(async ({ locus, allele }) => (await genome.certificate(locus, allele)).generation),
  );
  return {
    parents: [...new Set(parents.map(({ allele }) => allele))],
    origin: 'fusion',
    generation: Math.max(...generations) + 1,
    created: certificateTime(new Date(Math.floor(Date.now() / 1000) * 1000)),
    contract: plan.dormant.book.digest(plan.contract),
    note,
  };
}
