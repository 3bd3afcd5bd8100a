import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/model/json.ts';
import { publishPhenotype } from '../../../src/organism/host/publish-phenotype.ts';
import { publisherTemplate } from '../../organism/host/host-fixture.ts';
import { projectRoot } from '../../helpers/project-root.ts';
import { sg, type SgResult } from '../../helpers/sg.ts';
import { describeLab } from '../lab.ts';
import { freshManagedNetwork, startManager, stopManager } from '../manager.ts';

/** What an install wrote is put in place of these, for this mount namespace only. */
const places = ['/etc/sg', '/var/lib/sg'] as const;

describeLab('networkmanager', 'a machine that was set up as a host', () => {
  let publisher: string;
  let installed: string;
  let made: readonly string[];

  beforeAll(async () => {
    publisher = await publisherTemplate();
    await publishPhenotype(publisher, { phenotype: 'default', from: 'main', dryRun: false });
    installed = mkdtempSync(path.join(tmpdir(), 'sg-installed-'));
    const flags = ['--remote', publisher, '--root', installed, '--program', '/usr/bin/sg'];
    expect(await sg(['host', 'install', ...flags], { cwd: '/' })).toMatchObject({ status: 0 });
    made = places.filter((place) => !existsSync(place));
    for (const place of made) mkdirSync(place);
    for (const place of places) execFileSync('mount', ['--bind', path.join(installed, place), place]);
    await freshManagedNetwork();
  });

  afterAll(() => {
    for (const place of places) spawnSync('umount', [place]);
    for (const place of made) rmdirSync(place);
    for (const folder of [publisher, installed]) rmSync(folder, { recursive: true, force: true });
  });

  /** In no repository, without a flag: what acts and where is for the configuration to say. */
  function here(...args: readonly string[]): Promise<SgResult> {
    return sg(args, { cwd: '/', env: { DBUS_SYSTEM_BUS_ADDRESS: process.env['DBUS_SYSTEM_BUS_ADDRESS'] ?? '' } });
  }

  const both = ',+net_admin,+net_raw';

  /** As the units start it: root's user id, with these capabilities and no way to more. */
  function bounded(capabilities: string, ...args: readonly string[]): { status: number | null; stdout: string } {
    const limits = ['--no-new-privs', `--bounding-set=-all${capabilities}`, '--inh-caps=-all'];
    const command = [process.execPath, path.join(projectRoot, 'bin', 'run.js'), ...args];
    return spawnSync('setpriv', [...limits, ...command], { cwd: '/', encoding: 'utf8', timeout: 150_000 });
  }

  function findings(report: JsonObject): readonly unknown[] {
    const checks = report['checks'] as unknown as { check: string; found: { code: string }[] }[];
    return checks.flatMap(({ check, found }) => found.map(({ code }) => `${check}: ${code}`));
  }

  it('says that nothing was pulled, pulls, and is well, all without capabilities', async () => {
    const before = await here('doctor', '--json');
    expect(before.status).toBe(1);
    expect(findings(before.json())).toContain('exchange: never-pulled');
    expect(bounded('', 'pull').status).toBe(0);
    expect(readdirSync('/var/lib/sg/.sg/phenotype/trees')).toHaveLength(1);
    const after = await here('doctor', '--json');
    expect(findings(after.json()).filter((found) => !/not-|no-systemd|unsigned/.test(String(found)))).toEqual([]);
    expect(after.status).toBe(0);
  });

  it('runs on NetworkManager by its configuration alone, with the two capabilities its units have', async () => {
    const input = JSON.stringify({ bridge_name: 'br7', interfaces: ['eth2'], stp_enabled: false });
    const run = bounded(both, 'run', 'bridge_create', '--input', input, '--json');
    expect(JSON.parse(run.stdout)).toMatchObject({ ok: true, kernel: 'networkmanager' });
    expect(existsSync('/var/lib/sg/.sg/host/lock')).toBe(true);
    expect(readdirSync('/var/lib/sg/.sg/host/journal')).toEqual([]);
    const status = (await here('host', 'status', '--json')).json();
    expect(status).toMatchObject({ kernel: 'networkmanager', root: '/var/lib/sg', ledger: { waiting: true } });
    expect(JSON.stringify(status['loci'])).toContain('bridge_create');
  });

  it('watches and recovers with the same', () => {
    expect(bounded(both, 'watch', '--once').status).toBe(0);
    expect(bounded(both, 'recover').status).toBe(0);
  });

  it('writes metrics of what it did', () => {
    expect(bounded('', 'metrics', '--file', '/var/lib/sg/metrics/sg.prom').status).toBe(0);
    const text = execFileSync('cat', ['/var/lib/sg/metrics/sg.prom'], { encoding: 'utf8' });
    expect(text).toMatch(/^sg_attempts\{locus="bridge_create",outcome="ok"\} [1-9]/m);
  });

  it('names NetworkManager when it is gone, and is content when it is back', async () => {
    await stopManager();
    const gone = await here('doctor', '--json');
    expect(gone.status).toBe(1);
    expect(findings(gone.json())).toContain('networkmanager: networkmanager-unavailable');
    await startManager();
    expect((await here('doctor', '--json')).status).toBe(0);
  });
});
