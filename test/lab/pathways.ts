import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { canonicalJson } from '../../src/model/canonical-json.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { observedHost, type HostKernelName } from '../../src/organism/world/host-kernel.ts';
import { observeKernel } from '../../src/organism/world/kernel-choice.ts';
import type { RunReport } from '../../src/organism/run/report.ts';
import { runOnKernel } from '../../src/organism/run/run-on-kernel.ts';
import { deployOnKernel } from '../../src/organism/topology/topology-on-kernel.ts';
import type { TopologyReport } from '../../src/organism/topology/topology-report.ts';
import { expect } from 'vitest';
import type { GenomeRepository } from '../helpers/genome-repository.ts';
import { bridge } from './network.ts';

/** Other windows than the contracts', and fewer looks in a diagnostic, so that a test does not sleep through them. */
export function setWindows(repository: GenomeRepository, seconds: number): void {
  for (const folder of ['genes', 'pathways', 'topologies']) {
    for (const file of readdirSync(repository.file('contracts', folder))) {
      const text = readFileSync(repository.file('contracts', folder, file), 'utf8');
      const changed = text
        .replaceAll(/within \d+s/g, `within ${seconds}s`)
        .replace(/(samples +int =) \d+/, '$1 2')
        .replace(/(interval_seconds +int =) \d+/, '$1 1');
      if (changed !== text) repository.contract(folder, path.basename(file, '.sg'), changed);
    }
  }
}

/** br0 has the port eth2; eth1, whose address is lower, joins it. */
export async function keepsAddressAndEntries(pathways: Pathways): Promise<void> {
  bridge('fdb', 'add', '02:00:00:00:00:99', 'dev', 'eth2', 'master', 'dynamic');
  const report = await pathways.run('bridge_uplink', { bridge_name: 'br0', uplink: 'eth1' });
  expect(report).toMatchObject({ ok: true, healthy: true });
  expect(await pathways.world()).toMatchObject({
    links: { br0: { mac: '52:54:00:00:00:02', ports: ['eth1', 'eth2'] } },
  });
  expect(bridge('fdb', 'show', 'dev', 'eth2')).toContain('02:00:00:00:00:99');
}

export interface Wishes {
  readonly dryRun?: boolean;
  /** Watch the contracts' windows; set unless told otherwise. */
  readonly wait?: boolean;
}

/** What `sg run` and `sg deploy` do, on this lab's network. */
export class Pathways {
  readonly #kernel: HostKernelName;
  readonly #repository: GenomeRepository;

  constructor(kernel: HostKernelName, repository: GenomeRepository) {
    this.#kernel = kernel;
    this.#repository = repository;
  }

  get #place(): { start: string; kernel: HostKernelName; phenotype: string; world: undefined } {
    return { start: this.#repository.root, kernel: this.#kernel, phenotype: 'default', world: undefined };
  }

  run(target: string, input: Json, { dryRun = false, wait = true }: Wishes = {}): Promise<RunReport> {
    return runOnKernel({ ...this.#place, target, input, wait, jobs: 4, dryRun, emit: () => undefined });
  }

  deploy(topology: string, input: JsonObject, { wait = true }: Wishes = {}): Promise<TopologyReport> {
    const told = { emit: () => undefined, emitTopology: () => undefined };
    return deployOnKernel({ ...this.#place, topology, input, wait, jobs: 4, ...told });
  }

  /** The network as sg sees it. */
  async world(): Promise<unknown> {
    return (await observeKernel(this.#place)).snapshot;
  }

  async snapshot(): Promise<string> {
    return canonicalJson(await (await observedHost(this.#repository.root, this.#kernel)).snapshot());
  }
}
