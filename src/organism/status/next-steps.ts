import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { readLedgerState } from '../../ledger/read-ledger-state.ts';
import { genomeStatus, type GenomeStatus } from './status.ts';
import { dueEntries } from '../watch/due-checks.ts';
import { tryOpenWorkspace, type Workspace } from '../workspace.ts';

/** A command worth giving now, and why. */
export interface NextStep {
  readonly command: string;
  readonly why: string;
}

/** Where one stands, and what can be done there, most pressing first. */
export interface Standing {
  /** The repository around, or null. */
  readonly root: string | null;
  readonly phenotype: string | null;
  readonly steps: readonly NextStep[];
}

/**
 * What a person can do next in a folder. Reads files only.
 * @throws as `genomeStatus`, where there is a genome that does not check
 */
export async function nextSteps(start: string, phenotype: string): Promise<Standing> {
  const workspace = await tryOpenWorkspace(start);
  if (workspace === undefined) return { root: null, phenotype: null, steps: beginnings };
  if ((await workspace.tree.list('contracts')).length === 0)
    return {
      root: workspace.root,
      phenotype: null,
      steps: [{ command: 'sg init', why: 'put the network genome here' }],
    };
  const status = await genomeStatus(start, phenotype);
  return { root: workspace.root, phenotype, steps: [...(await open(workspace, status)), ...usual(status)] };
}

const beginnings: readonly NextStep[] = [
  { command: 'sg init my-genome', why: 'make a genome repository of your own' },
  { command: 'sg pull --remote URL', why: 'run the genome of somebody else here' },
];

/** What waits for somebody. */
async function open(workspace: Workspace, { loci, breakers, fusions }: GenomeStatus): Promise<readonly NextStep[]> {
  const due = dueEntries(readLedgerState(workspace.ledger).fold.state).length;
  const cases = await readdir(workspace.cases).catch(() => []);
  const failing = loci.filter(({ alleles: [dominant] }) => (dominant?.tally.outcomes['gene-failure'] ?? 0) > 0);
  return [
    ...(due === 0
      ? []
      : [{ command: 'sg watch --once', why: `make ${counted(due, 'verification')} that runs left for later` }]),
    ...breakers.map(({ locus }) => ({
      command: `sg status ${locus}`,
      why: 'its dominant allele failed too often and rests',
    })),
    ...failing.flatMap(({ locus }) => mutation(workspace, locus, cases)),
    ...fusions
      .filter(({ state }) => state === 'ready')
      .map(({ pathway }) => ({
        command: `sg fuse ${pathway}`,
        why: 'it has proven itself: make one allele of its steps',
      })),
  ];
}

function mutation({ root, cases: folder }: Workspace, locus: string, cases: readonly string[]): readonly NextStep[] {
  const own = cases
    .filter((name) => name.startsWith(`${locus}-`))
    .sort()
    .at(-1);
  if (own === undefined) return [];
  const file = path.relative(root, path.join(folder, own));
  return [{ command: `sg mutate ${locus} --case ${file}`, why: 'answer a failure with a better allele' }];
}

function usual({ topologies: [topology], loci }: GenomeStatus): readonly NextStep[] {
  const ran = loci.some(({ alleles }) => alleles.some(({ tally }) => tally.attempts > 0));
  const first = ran
    ? [{ command: 'sg status', why: 'what is expressed, and how it fared' }]
    : [{ command: 'sg status', why: 'what is expressed here; nothing has run yet' }];
  const plan =
    topology === undefined
      ? []
      : [{ command: `sg plan ${topology}`, why: 'what making that end state true would change' }];
  return [...first, ...plan, { command: 'sg test', why: 'does what is expressed keep its contracts?' }];
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
