import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { parse, stringify } from 'smol-toml';
import { onTestFinished } from 'vitest';
import { defaultWorld } from '../../../src/kernel/mock/default-world.ts';
import { MockKernel } from '../../../src/kernel/mock/mock-kernel.ts';
import type { Kernel } from '../../../src/kernel/kernel.ts';
import type { Json } from '../../../src/model/json.ts';
import { storeCase } from '../../../src/organism/cases/case-store.ts';
import { dormantOrganism, withOrganism } from '../../../src/organism/open-organism.ts';
import type { RunReport } from '../../../src/organism/run/report.ts';
import { prepareRun, run } from '../../../src/organism/run/run.ts';
import { RunMemory } from '../../../src/organism/run/run-memory.ts';
import { shadowRun } from '../../../src/organism/shadow/shadow-run.ts';
import { openWorkspace } from '../../../src/organism/workspace.ts';
import type { Canary } from '../../../src/phenotype/schema.ts';
import type { GenomeRepository } from '../../helpers/genome-repository.ts';

/** A mock that says it is a host's kernel, so that what is for hosts only happens. */
export function hostKernel(): Kernel {
  const mock = MockKernel.open({ world: defaultWorld() });
  return new Proxy<Kernel>(mock, {
    get: (_, key) => {
      if (key === 'name') return 'iproute2';
      const value: unknown = Reflect.get(mock, key, mock);
      return typeof value === 'function' ? (value.bind(mock) as unknown) : value;
    },
  });
}

/** This machine has that name until the test ends. */
export function calledHost(repository: GenomeRepository, name: string): void {
  const [file, before] = [repository.file('config.toml'), process.env['SG_CONFIG']];
  writeFileSync(file, stringify({ host: name, state: repository.root }), { mode: 0o600 });
  process.env['SG_CONFIG'] = file;
  onTestFinished(() => {
    if (before === undefined) delete process.env['SG_CONFIG'];
    else process.env['SG_CONFIG'] = before;
  });
}

export function setCanary(repository: GenomeRepository, locus: string, canary: Canary): void {
  const file = repository.file('phenotypes', 'default.toml');
  const phenotype = parse(readFileSync(file, 'utf8')) as unknown as { loci: Record<string, object> };
  phenotype.loci[locus] = { ...phenotype.loci[locus], canary };
  writeFileSync(file, stringify(phenotype));
}

export function setShadow(repository: GenomeRepository, shadow: 'off' | 'risk' | 'all'): void {
  const file = repository.file('phenotypes', 'default.toml');
  const phenotype = parse(readFileSync(file, 'utf8')) as unknown as { policy?: object };
  writeFileSync(file, stringify({ ...phenotype, policy: { ...phenotype.policy, shadow } }));
}

/** One run on that kernel and its shadows, as `sg run` makes them. */
export async function runOn(
  kernel: Kernel,
  repository: GenomeRepository,
  target: string,
  input: Json,
): Promise<RunReport> {
  const workspace = await openWorkspace(repository.root);
  const dormant = await dormantOrganism(workspace, 'default');
  const prepared = await prepareRun(dormant, target, input);
  const memory = new RunMemory();
  const report = await withOrganism(workspace, dormant, kernel, (organism) =>
    run(organism, prepared, {
      target,
      input,
      wait: true,
      memory,
      jobs: 1,
      dryRun: false,
      emit: () => undefined,
      keepCase: (locus, value) => storeCase(workspace.cases, locus, value),
    }),
  );
  const shadow = await shadowRun(workspace, dormant, memory, report);
  return shadow.length === 0 ? report : { ...report, shadow };
}
