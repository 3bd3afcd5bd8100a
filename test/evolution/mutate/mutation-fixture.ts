import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { MockKernel } from '../../../src/kernel/mock/mock-kernel.ts';
import { worldFromGiven } from '../../../src/kernel/vocabulary.ts';
import type { EngineReply, EngineRequest, MutationEngine } from '../../../src/mutation/engine.ts';
import { storeCase } from '../../../src/organism/cases/case-store.ts';
import { mutate } from '../../../src/evolution/mutate/mutate.ts';
import type { MutateMeans } from '../../../src/evolution/mutate/mutate-means.ts';
import type { MutateResult } from '../../../src/evolution/mutate/mutate-result.ts';
import type { MutateRequest } from '../../../src/evolution/mutate/mutation-order.ts';
import { openMeans, type MeansRequest } from '../../../src/evolution/mutate/open-means.ts';
import { compiler } from '../../helpers/arena.ts';
import { genomeRepository, type GenomeRepository } from '../../helpers/genome-repository.ts';
import { inProcess } from '../../helpers/run-in-process.ts';
import { projectRoot } from '../../helpers/project-root.ts';

/** Few worlds: what is tested here is what becomes of a verdict. */
const smallBudget = { worlds: 2, faultWorlds: 0, pairs: 2 };

/** The first commit is always the same, so that worlds and with them evidence are drawn alike and come from the cache. */
const person = {
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
  GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
};

/** An uplink that moves between two ports of one switch: nobody tells the network. */
const uplinkInput = { bridge_name: 'br0', uplink: 'eth2', replaces: 'eth1' };

function uplinkWorld(bridge = 'br0'): MockKernel {
  return MockKernel.open({
    world: worldFromGiven([
      'interface eth1 mac 52:54:00:00:00:10',
      'interface eth2 mac 52:54:00:00:00:05',
      'switch sw0 with ports [eth1, eth2]',
      `bridge ${bridge} with ports [eth1]`,
      `address 192.0.2.10/24 on ${bridge}`,
      'host 192.0.2.1 behind sw0',
      'host 192.0.2.1 asks 192.0.2.10 every 5s',
    ]),
  });
}

/** The network genome, committed, with the mock engine's answers. */
export class MutationFixture {
  readonly repository: GenomeRepository;
  readonly root: string;

  private constructor(repository: GenomeRepository) {
    this.repository = repository;
    this.root = repository.root;
  }

  static async open(): Promise<MutationFixture> {
    const fixture = new MutationFixture(await genomeRepository());
    writeFileSync(path.join(fixture.root, '.gitignore'), '.sg/\n');
    cpSync(path.join(projectRoot, 'fixtures', 'mutations'), path.join(fixture.root, 'fixtures', 'mutations'), {
      recursive: true,
    });
    fixture.git('add', '--all');
    fixture.git('commit', '--quiet', '--message=genome');
    return fixture;
  }

  git(...args: readonly string[]): string {
    return execFileSync('git', [...args], { cwd: this.root, encoding: 'utf8', env: { ...process.env, ...person } });
  }

  branches(): readonly string[] {
    return this.git('for-each-ref', '--format=%(refname:short)', 'refs/heads/mutation').split('\n').filter(Boolean);
  }

  /** Runs bridge_uplink until every allele has failed; gives the file of the case. */
  async uplinkCase(bridge = 'br0'): Promise<string> {
    const organism = inProcess(this.repository, uplinkWorld(bridge));
    await organism.run('bridge_uplink', { ...uplinkInput, bridge_name: bridge });
    const [kept] = organism.cases;
    if (kept === undefined) throw new Error('nothing failed');
    return storeCase(path.join(this.root, '.sg', 'cases'), kept.locus, kept.value);
  }

  /** Puts answers of the mock engine in the place of those that come with the genome. */
  answers(locus: string, answers: readonly string[]): void {
    const folder = path.join(this.root, 'fixtures', 'mutations', locus);
    mkdirSync(folder, { recursive: true });
    for (const [index, text] of answers.entries()) writeFileSync(path.join(folder, `${index + 1}-answer.md`), text);
  }

  means(options: Partial<MeansRequest> = {}): Promise<MutateMeans> {
    return openMeans({
      start: this.root,
      engine: 'mock',
      env: {},
      version: 'test',
      workers: 1,
      budget: smallBudget,
      compiler,
      ...options,
    });
  }

  async mutate(
    request: Partial<MutateRequest> = {},
    options: Partial<MeansRequest> & { readonly writer?: MutationEngine } = {},
  ): Promise<MutateResult> {
    const { writer, ...rest } = options;
    const means = await this.means(rest);
    return mutate(this.request(request), writer === undefined ? means : { ...means, engine: writer });
  }

  request(request: Partial<MutateRequest> = {}): MutateRequest {
    return {
      start: this.root,
      locus: 'bridge_uplink',
      phenotype: 'default',
      base: 'main',
      remote: 'origin',
      count: 2,
      dryRun: false,
      ...request,
    };
  }
}

/** An engine that counts what it is asked and gives these replies in turn. */
export class CountingEngine implements MutationEngine {
  readonly name = 'command';
  readonly requests: EngineRequest[] = [];
  readonly #replies: readonly EngineReply[];

  constructor(replies: readonly EngineReply[]) {
    this.#replies = replies;
  }

  ask(request: EngineRequest): Promise<EngineReply> {
    this.requests.push(request);
    const reply = this.#replies[(this.requests.length - 1) % this.#replies.length];
    if (reply === undefined) throw new Error('no replies');
    return Promise.resolve(reply);
  }
}

export function textReply(text: string, tokens = 1000): EngineReply {
  return {
    text,
    form: 'text',
    model: 'double-1',
    usage: { calls: 1, inputTokens: tokens, outputTokens: tokens, money: { amount: '0.25', currency: 'USD' } },
  };
}
