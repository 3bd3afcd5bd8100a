import { expect, it } from 'vitest';
import { canonicalJson } from '../../../src/model/canonical-json.ts';
import { observedHost } from '../../../src/organism/world/host-kernel.ts';
import { planOnKernel } from '../../../src/organism/topology/topology-on-kernel.ts';
import { advanceWorld } from '../../../src/organism/watch/watch-round.ts';
import { genomeRepository } from '../../helpers/genome-repository.ts';
import { describeLab } from '../lab.ts';
import { freshNetwork } from '../network.ts';

describeLab('namespace', 'what only looks at a host', () => {
  it('plans a topology on a mock of the host, and leaves the host alone', async () => {
    freshNetwork();
    const { root } = await genomeRepository();
    const host = await observedHost(root);
    const before = canonicalJson(await host.snapshot());
    const report = await planOnKernel({
      start: root,
      kernel: 'iproute2',
      phenotype: 'default',
      world: undefined,
      topology: 'production_server',
      input: {},
      wait: false,
      jobs: 4,
      emit: () => undefined,
      emitTopology: () => undefined,
    });
    expect(report).toMatchObject({ ok: true, topology: 'production_server', empty: false });
    expect(canonicalJson(await host.snapshot())).toBe(before);
  });

  it('has no clock to move', async () => {
    const { root } = await genomeRepository();
    const request = { start: root, kernel: 'iproute2', phenotype: 'default', world: undefined } as const;
    await expect(advanceWorld(request, 5)).rejects.toMatchObject({ code: 'clock-not-ours', exitStatus: 2 });
  });
});
