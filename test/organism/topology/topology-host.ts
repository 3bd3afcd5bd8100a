import { readFileSync, writeFileSync } from 'node:fs';
import { defaultWorld } from '../../../src/kernel/mock/default-world.ts';
import { snapshotOf } from '../../../src/kernel/mock/snapshot.ts';
import { loadWorld, saveWorld } from '../../../src/kernel/mock/world-file.ts';
import type { World } from '../../../src/kernel/mock/world-schema.ts';
import type { WorldSnapshot } from '../../../src/kernel/kernel.ts';
import { checkThenLine } from '../../../src/kernel/vocabulary.ts';
import type { Json } from '../../../src/model/json.ts';
import type { TopologyEvent } from '../../../src/organism/topology/topology-event.ts';
import type { ResourceReport, TopologyReport } from '../../../src/organism/topology/topology-report.ts';
import {
  deployOnKernel,
  planOnKernel,
  type KernelTopologyRequest,
} from '../../../src/organism/topology/topology-on-kernel.ts';
import { genomeRepository, type GenomeRepository } from '../../helpers/genome-repository.ts';

export interface HostOptions {
  readonly phenotype?: string;
  readonly input?: Json;
  readonly wait?: boolean;
}

/** A host with a genome repository and a saved world of its own, on which topologies are planned and deployed. */
export class TopologyHost {
  readonly repository: GenomeRepository;
  readonly events: TopologyEvent[] = [];
  readonly #worldFile: string;

  private constructor(repository: GenomeRepository) {
    this.repository = repository;
    this.#worldFile = repository.file('.sg', 'world.json');
  }

  static async with(world: World = defaultWorld()): Promise<TopologyHost> {
    const host = new TopologyHost(await genomeRepository());
    await saveWorld(host.#worldFile, world);
    return host;
  }

  plan(topology: string, options: HostOptions = {}): Promise<TopologyReport> {
    return planOnKernel(this.#request(topology, options));
  }

  deploy(topology: string, options: HostOptions = {}): Promise<TopologyReport> {
    return deployOnKernel(this.#request(topology, options));
  }

  /** A topology of this host's own; `lines` stand below its head. */
  topology(name: string, ...lines: readonly string[]): void {
    const text = [`topology ${name} for network`, ...lines.map((line) => `  ${line}`)].join('\n');
    this.repository.contract('topologies', name, `${text}\n`);
  }

  /** A further phenotype: the default one under another name, with other interfaces, and lines put before its policy. */
  phenotype(name: string, nic: readonly string[], ...lines: readonly string[]): void {
    const text = readFileSync(this.repository.file('phenotypes', 'default.toml'), 'utf8')
      .replace(/^name = .*$/m, `name = "${name}"`)
      .replace(/^nic = .*$/m, `nic = ${JSON.stringify(nic)}`)
      .replace('[policy]', [...lines, '[policy]'].join('\n'));
    writeFileSync(this.repository.file('phenotypes', `${name}.toml`), text);
  }

  async world(): Promise<World> {
    return (await loadWorld(this.#worldFile)) ?? defaultWorld();
  }

  async snapshot(): Promise<WorldSnapshot> {
    return snapshotOf(await this.world());
  }

  /** Somebody changes the host by hand. */
  async change(edit: (world: World) => World): Promise<void> {
    await saveWorld(this.#worldFile, edit(await this.world()));
  }

  /** Lines of the vocabulary that are not true now. */
  async missing(...lines: readonly string[]): Promise<readonly string[]> {
    const world = await this.world();
    return lines.filter((line) => !checkThenLine(line, world, world).ok);
  }

  #request(topology: string, { phenotype = 'default', input = {}, wait = true }: HostOptions): KernelTopologyRequest {
    const emitTopology = (event: TopologyEvent): unknown => this.events.push(event);
    const start = this.repository.root;
    return {
      start,
      topology,
      phenotype,
      input,
      world: undefined,
      wait,
      jobs: 4,
      emit: () => undefined,
      emitTopology,
    };
  }
}

/** `management drifted`, in the order they were made. */
export function states({ resources }: TopologyReport): readonly string[] {
  return resources.map(({ resource, state }) => `${resource} ${state}`);
}

/** What a plan and the deploy after it must agree on. */
export function promise({ resources, verify, changes, ...report }: TopologyReport): Json {
  const { ok, empty, healthy, input, rolledBack } = report;
  const found = { ok, empty, healthy, input, rolledBack, changes, verify, resources: resources.map(resourcePromise) };
  return JSON.parse(JSON.stringify(found)) as Json;
}

function resourcePromise({ steps, run, ...report }: ResourceReport): unknown {
  const acted = steps.map(({ step, locus, allele, outcome, output }) => ({ step, locus, allele, outcome, output }));
  return { ...report, acted, ran: run !== null };
}
