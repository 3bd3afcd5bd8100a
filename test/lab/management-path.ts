import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { vi } from 'vitest';
import { canonicalJson } from '../../src/model/canonical-json.ts';
import type { Json } from '../../src/model/json.ts';
import { observedHost, type HostKernelName } from '../../src/organism/world/host-kernel.ts';
import type { RunReport } from '../../src/organism/run/report.ts';
import { runOnKernel } from '../../src/organism/run/run-on-kernel.ts';
import { genomeRepository, type GenomeRepository } from '../helpers/genome-repository.ts';
import { gatewayReaches } from './gateway.ts';

const program = path.join(import.meta.dirname, 'programs', 'run-locus.ts');

/** A host in the lab with a genome of its own. */
export class ManagedPath {
  readonly repository: GenomeRepository;
  readonly #kernel: HostKernelName;

  private constructor(repository: GenomeRepository, kernel: HostKernelName) {
    this.repository = repository;
    this.#kernel = kernel;
  }

  /** @param hardware lines of the phenotype's `[hardware]` */
  static async on(kernel: HostKernelName, hardware = '', alleles: readonly string[] = []): Promise<ManagedPath> {
    const repository = await genomeRepository();
    if (alleles.length > 0) repository.express('bridge_create', alleles);
    const file = repository.file('phenotypes', 'default.toml');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^\[hardware\]\n/m, `[hardware]\n${hardware}\n`));
    return new ManagedPath(repository, kernel);
  }

  run(target: string, input: Json, options: { readonly wait?: boolean } = {}): Promise<RunReport> {
    const { root: start } = this.repository;
    const { wait = false } = options;
    const request = { start, kernel: this.#kernel, phenotype: 'default', world: undefined, target, input, wait };
    return runOnKernel({ ...request, jobs: 1, dryRun: false, emit: () => undefined });
  }

  /** Runs it in a process of its own and kills that with SIGKILL as soon as the gateway no longer reaches the host. */
  async killWhenCut(target: string, input: Json): Promise<void> {
    const args = [program, this.repository.root, this.#kernel, target, JSON.stringify(input)];
    const child = spawn(process.execPath, ['--import', 'tsx', ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
    const closed = once(child, 'close');
    await vi.waitUntil(() => !gatewayReaches(), { timeout: 60_000, interval: 50 });
    child.kill('SIGKILL');
    await closed;
  }

  /** Configuration, without what traffic teaches. */
  async picture(): Promise<string> {
    const snapshot = await (await observedHost(this.repository.root, this.#kernel)).snapshot();
    const { links, addresses, routes } = snapshot;
    return canonicalJson({ links: links ?? null, addresses: addresses ?? null, routes: routes ?? null });
  }
}
