import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { genomeRepository, type GenomeRepository } from '../helpers/genome-repository.ts';
import { sg, type SgResult } from '../helpers/sg.ts';

function runs(repository: GenomeRepository, ...args: string[]): Promise<SgResult> {
  return sg(args, { cwd: repository.root });
}

/** Somebody takes a port out of its bridge behind sg's back. */
function takeOut(repository: GenomeRepository, port: string): void {
  const file = repository.file('.sg', 'world.json');
  const world = JSON.parse(readFileSync(file, 'utf8')) as { links: { name: string }[]; fdb: { port: string }[] };
  const links = world.links.map((link) => (link.name === port ? { ...link, master: null, port: null } : link));
  writeFileSync(file, JSON.stringify({ ...world, links, fdb: world.fdb.filter((entry) => entry.port !== port) }));
}

test('plan, deploy, drift and repair, process by process', async () => {
  const repository = await genomeRepository();
  const first = await runs(repository, 'plan', 'production_server', '--check');
  expect(first).toMatchObject({ status: 1, stderr: '' });
  expect(first.stdout).toMatch(/\+ management +ensure_bridge +missing/);
  expect(first.stdout).toContain('plan: 3 to make; no traffic is disturbed');
  expect(first.stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);

  const deployed = await runs(repository, 'deploy', 'production_server', '--json');
  expect(deployed.status).toBe(0);
  expect(deployed.json()).toMatchObject({
    ok: true,
    topology: 'production_server',
    phenotype: 'default',
    empty: false,
  });

  takeOut(repository, 'eth1');
  const drift = await runs(repository, 'plan', 'production_server', '--json');
  expect(drift.status).toBe(0);
  const [management, storage] = drift.json()['resources'] as JsonObject[];
  expect(management).toMatchObject({
    resource: 'management',
    kind: 'bridge',
    pathway: 'ensure_bridge',
    state: 'drifted',
    findings: ['eth1: is not a port of management'],
    disturbs: [],
    steps: [{ locus: 'bridge_uplink' }],
  });
  expect(storage).toMatchObject({ state: 'right', changes: [] });

  const repaired = await runs(repository, 'deploy', 'production_server');
  expect(repaired.status).toBe(0);
  expect(repaired.stdout).toContain('found eth1: is not a port of management');
  expect(repaired.stdout).toContain('done, healthy: 1 repaired, 2 right already');

  const again = await runs(repository, 'plan', 'production_server', '--check');
  expect(again.status).toBe(0);
  expect(again.stdout).toContain('nothing to do: everything is as the topology says');
});

test('a topology with a fault ends with 2 and names file and line', async () => {
  const repository = await genomeRepository();
  repository.contract('topologies', 'site', 'topology site\n  has:\n    lan:\n      is brigde\n      uplink eth1\n');
  const refused = await runs(repository, 'deploy', 'site');
  expect(refused.status).toBe(2);
  expect(refused.stderr).toContain('contracts/topologies/site.sg:4:10: error[unknown-resource-kind]');
  expect(refused.stderr).toContain('did you mean: bridge');
});

test('a resource that cannot be made ends with 1, keeps the others and says what was skipped', async () => {
  const repository = await genomeRepository();
  const input = '{"nic": ["eth1", "eth2", "eth9"]}';
  const planned = await runs(repository, 'plan', 'production_server', '-i', input);
  expect(planned.status).toBe(1);
  expect(planned.stdout).toContain('would not succeed: storage: member not found');
  const failed = await runs(repository, 'deploy', 'production_server', '-i', input);
  expect(failed.status).toBe(1);
  expect(failed.stdout).toMatch(/– storage +ensure_bond +refused by bond_create: member not found/);
  expect(failed.stdout).toMatch(/· vm_traffic +ensure_vlan_bridges +skipped: waits for storage/);
  expect(failed.stdout).toContain(
    'not deployed: storage: member not found; kept what works: 1 made, 1 refused, 1 skipped',
  );
});
