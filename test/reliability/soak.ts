import { linkSync, mkdirSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { compactLedger } from '../../src/ledger/compact-ledger.ts';
import type { Tallies } from '../../src/ledger/allele-tally.ts';
import { readLedgerState } from '../../src/ledger/read-ledger-state.ts';
import { listLedger, segmentPath } from '../../src/ledger/segments.ts';
import { canonicalJson } from '../../src/model/canonical-json.ts';
import { dormantOrganism } from '../../src/organism/open-organism.ts';
import { resetWorld } from '../../src/organism/world/mock-world.ts';
import { openWorkspace, type Workspace } from '../../src/organism/workspace.ts';
import { plainTallies } from '../helpers/plain-tallies.ts';
import { randomFrom, type Random } from './random.ts';
import { recount, type Recount } from './recount.ts';
import { killedRun } from './soak-kill.ts';
import { soakRepository } from './soak-repository.ts';
import { soakRun, type SoakResult } from './soak-run.ts';
import { soakTask } from './soak-task.ts';

export interface SoakOptions {
  readonly runs: number;
  readonly seed: number;
  /** Of so many runs one is the built program, killed with SIGKILL; 0: none. */
  readonly killEvery: number;
  /** Runs between two compactions of the ledger. */
  readonly compactEvery: number;
  /** Runs after which the first measure is taken. */
  readonly warm: number;
  readonly progress?: (line: string) => void;
}

/** What this process holds, after a garbage collection where Node was started with --expose-gc. */
export interface Held {
  readonly runs: number;
  readonly rssMiB: number;
  readonly heapMiB: number;
  readonly files: number;
}

export interface SoakReport {
  readonly runs: number;
  readonly seed: number;
  readonly results: Readonly<Record<SoakResult | 'killed' | 'ended before the kill' | 'changed, then killed', number>>;
  readonly warm: Held;
  readonly last: Held;
  readonly ledger: Omit<Recount, 'tallies'>;
  readonly compactions: number;
  /** Where the ledger says otherwise than a recount of its lines; none when all is well. */
  readonly differences: readonly string[];
}

/**
 * Many runs on one repository of its own, with faults, full disks and kills.
 * @throws Error at the first run after which world or ledger are not what they should be
 */
export async function soak(options: SoakOptions): Promise<SoakReport> {
  const root = await soakRepository();
  try {
    return await new Soak(await openWorkspace(root), options).run();
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

class Soak {
  readonly #workspace: Workspace;
  readonly #options: SoakOptions;
  readonly #random: Random;
  readonly #archive: string;
  readonly #results = {
    done: 0,
    failed: 0,
    'disk full': 0,
    killed: 0,
    'ended before the kill': 0,
    'changed, then killed': 0,
  };
  #compactions = 0;

  constructor(workspace: Workspace, options: SoakOptions) {
    this.#workspace = workspace;
    this.#options = options;
    this.#random = randomFrom(options.seed);
    this.#archive = path.join(workspace.root, 'archive');
    mkdirSync(this.#archive);
    mkdirSync(workspace.ledger, { recursive: true });
  }

  async run(): Promise<SoakReport> {
    const { runs, seed, warm, compactEvery } = this.#options;
    let dormant = await dormantOrganism(this.#workspace, 'default');
    let first: Held | undefined;
    for (let done = 1; done <= runs; done += 1) {
      if (done % 25 === 0) {
        await resetWorld(this.#workspace.root, undefined);
        dormant = await dormantOrganism(this.#workspace, 'default');
      }
      await this.#one(dormant, done);
      if (done % compactEvery === 0) this.#compact();
      if (done === warm) first = held(done);
      if (done % Math.max(50, Math.ceil(runs / 20)) === 0) this.#tell(done);
    }
    const last = held(runs);
    return { runs, seed, results: this.#results, warm: first ?? last, last, ...this.#audit() };
  }

  async #one(dormant: Parameters<typeof soakRun>[1], done: number): Promise<void> {
    const { killEvery } = this.#options;
    if (killEvery === 0 || done % killEvery !== 0) {
      this.#results[await soakRun(this.#workspace, dormant, soakTask(this.#random))] += 1;
      return;
    }
    const { killed, worldChanged } = await killedRun(this.#workspace, this.#random);
    this.#results[killed ? 'killed' : 'ended before the kill'] += 1;
    if (killed && worldChanged) this.#results['changed, then killed'] += 1;
  }

  #tell(done: number): void {
    const { rssMiB, heapMiB, files } = held(done);
    this.#options.progress?.(`${done} runs, ${rssMiB} MiB resident, ${heapMiB} MiB heap, ${files} files open`);
  }

  /** Compaction must not change a tally; what it folds away stays in the archive for the recount. */
  #compact(): void {
    const { ledger } = this.#workspace;
    this.#keepSegments();
    // A process that opened the next segment and died: then the one before is full for everybody.
    writeFileSync(segmentPath(ledger, (listLedger(ledger).segments.at(-1) ?? 0) + 1), '', { flag: 'a' });
    const before = settled(readLedgerState(ledger).fold.tallies);
    if (compactLedger(ledger) > 0) this.#compactions += 1;
    const after = settled(readLedgerState(ledger).fold.tallies);
    if (canonicalJson(before) !== canonicalJson(after)) throw new Error('a compaction changed the tallies');
  }

  #keepSegments(): void {
    const { ledger } = this.#workspace;
    for (const number of listLedger(ledger).segments) {
      const kept = path.basename(segmentPath(ledger, number));
      rmSync(path.join(this.#archive, kept), { force: true });
      linkSync(segmentPath(ledger, number), path.join(this.#archive, kept));
    }
  }

  #audit(): Pick<SoakReport, 'ledger' | 'differences' | 'compactions'> {
    this.#keepSegments();
    const files = readdirSync(this.#archive).sort();
    const { tallies, ...ledger } = recount(files.map((file) => path.join(this.#archive, file)));
    const told = settled(readLedgerState(this.#workspace.ledger).fold.tallies);
    const counted = Object.fromEntries([...tallies].map(([key, tally]) => [key, plain(tally)]));
    const keys = [...new Set([...Object.keys(told), ...Object.keys(counted)])].sort();
    const differences = keys.flatMap((key) => {
      const [says, is] = [canonicalJson(told[key] ?? null), canonicalJson(counted[key] ?? null)];
      return says === is ? [] : [`${key}: the ledger says ${says}, its lines ${is}`];
    });
    return { ledger, differences, compactions: this.#compactions };
  }
}

type Plain = Readonly<Record<string, number>>;

/** Attempts that nothing closes are one number here, whether their process lives or not. */
function settled(tallies: Tallies): Readonly<Record<string, Plain>> {
  const rows = [...plainTallies(tallies)].flatMap(([locus, alleles]) =>
    [...alleles].map(([allele, tally]): [string, Plain] => {
      const observations = Object.entries(tally.observations).flatMap(([scale, { good, bad }]): [string, number][] => [
        [`${scale} good`, good],
        [`${scale} bad`, bad],
      ]);
      const open = tally.unfinished + tally.interrupted;
      const counts = { attempts: tally.attempts, outcomes: tally.outcomes, open };
      return [`${locus} ${allele}`, plain({ ...counts, observations: Object.fromEntries(observations) })];
    }),
  );
  return Object.fromEntries(rows);
}

function plain(tally: {
  readonly attempts: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly open: number;
  readonly observations: Readonly<Record<string, number>>;
}): Plain {
  const { attempts, outcomes, open, observations } = tally;
  const counts = Object.entries({ attempts, open, ...outcomes, ...observations });
  return Object.fromEntries(counts.filter(([, count]) => count !== 0));
}

function held(runs: number): Held {
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  const mib = (bytes: number): number => Math.round(bytes / 1024 / 1024);
  return { runs, rssMiB: mib(rss), heapMiB: mib(heapUsed), files: openFiles() };
}

/** Descriptors of this process that stand for something in a file system. */
function openFiles(): number {
  return readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith('/');
    } catch {
      return false;
    }
  }).length;
}
