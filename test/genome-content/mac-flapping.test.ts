import { describe, expect, it } from 'vitest';
import { MockKernel } from '../../src/kernel/mock/mock-kernel.ts';
import type { World } from '../../src/kernel/mock/world-schema.ts';
import { checkThenLine, worldFromGiven } from '../../src/kernel/vocabulary.ts';
import type { RunReport } from '../../src/organism/run/report.ts';
import { genomeRepository, type GenomeRepository } from '../helpers/genome-repository.ts';
import { inProcess } from '../helpers/run-in-process.ts';

/** An uplink moves between two cards on one switch, while the gateway asks the host something every five seconds. */
const world: World = worldFromGiven([
  'interface eth1 mac 52:54:00:00:00:10',
  'interface eth2 mac 52:54:00:00:00:05',
  'switch sw0 with ports [eth1, eth2]',
  'bridge br0 with ports [eth1]',
  'address 192.0.2.10/24 on br0',
  'host 192.0.2.1 behind sw0',
  'host 192.0.2.1 asks 192.0.2.10 every 5s',
]);
const input = { bridge_name: 'br0', uplink: 'eth2', replaces: 'eth1' };

function holds(line: string, after: World): boolean {
  return checkThenLine(line, world, after).ok;
}

interface Story {
  readonly kernel: MockKernel;
  readonly report: RunReport;
  readonly observed: (digest: string) => unknown;
}

async function moveUplink(repository: GenomeRepository): Promise<Story> {
  const kernel = MockKernel.open({ world });
  const organism = inProcess(repository, kernel);
  const report = await organism.run('bridge_uplink', input);
  const observed = (digest: string): unknown => organism.tally('bridge_uplink', digest)?.observations;
  return { kernel, report, observed };
}

/** What a mutation brings: the same allele, which tells the network. */
function announcing(source: string): string {
  return source.replace(
    /^(\s*)const after = await kernel\.bridge\(bridge_name\);$/m,
    '$1await kernel.announce(bridge_name);\n$&',
  );
}

describe('an uplink that moves between two ports of one switch', () => {
  it('without an announcement is healthy at once, unhealthy within the window, and undone', async () => {
    const repository = await genomeRepository();
    const { report, kernel, observed } = await moveUplink(repository);
    expect(report).toMatchObject({ ok: false, rolledBack: true });
    const [attempt] = report.steps[0]!.attempts;
    const answers = attempt!.verify.map(({ check, timescale, healthy }) => `${timescale} ${check} ${String(healthy)}`);
    expect(answers).toEqual([
      'immediate check_link_state true',
      'immediate check_fdb_stability true',
      'immediate check_neighbours true',
      'convergence check_link_state true',
      'convergence check_fdb_stability true',
      'convergence check_neighbours false',
    ]);
    for (const digest of repository.expressed('bridge_uplink')) {
      expect(observed(digest), digest).toMatchObject({
        immediate: { good: 1, bad: 0 },
        convergence: { good: 0, bad: 1 },
      });
    }
    expect(holds('bridge br0 has ports [eth1]', kernel.world)).toBe(true);
    expect(holds('host 192.0.2.1 reaches 192.0.2.10', kernel.world)).toBe(true);
  });

  it('with an announcement is healthy, and stays so', async () => {
    const repository = await genomeRepository();
    const [seed] = repository.expressed('bridge_uplink');
    const source = announcing(repository.source('bridge_uplink', seed!));
    expect(source).toContain('announce');
    const [announcer] = repository.express('bridge_uplink', [source]);
    const { report, kernel, observed } = await moveUplink(repository);
    expect(report.failure).toBeUndefined();
    expect(report).toMatchObject({ ok: true, rolledBack: false });
    expect(observed(announcer!)).toMatchObject({ immediate: { good: 1, bad: 0 }, convergence: { good: 1, bad: 0 } });
    expect(holds('switch sw0 has 52:54:00:00:00:10 on eth2', kernel.world)).toBe(true);
    expect(holds('host 192.0.2.1 reaches 192.0.2.10', kernel.world)).toBe(true);
  });
});
