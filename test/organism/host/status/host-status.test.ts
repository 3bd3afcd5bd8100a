import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pushLedger } from '../../../../src/evolution/exchange/push-ledger.ts';
import { hostTools, type HostTools } from '../../../../src/kernel/observe/host-tools.ts';
import { LedgerWriter } from '../../../../src/ledger/ledger-writer.ts';
import type { LedgerRecord } from '../../../../src/ledger/record.ts';
import { hostStatus, type HostStatus } from '../../../../src/organism/host/status/host-status.ts';
import { lastRuns } from '../../../../src/organism/host/status/last-runs.ts';
import { unitStates } from '../../../../src/organism/host/status/unit-states.ts';
import { unitNames } from '../../../../src/organism/host/setup/units.ts';
import { git, pull, temporaryFolder } from '../host-fixture.ts';
import { hostTemplate, setUpHost, type HostTemplate, type SetUpHost } from '../set-up-host.ts';

const allele = 'a'.repeat(64);

function attempt(
  run: string,
  at: number,
  outcome: 'ok' | 'gene-failure',
  more: readonly LedgerRecord[] = [],
): LedgerRecord[] {
  const common = { run, attempt: 1, at, locus: 'bridge_create', allele };
  const about = { target: 'bridge_create', phenotype: 'default', kernel: 'iproute2', pid: process.pid };
  return [
    { t: 'run', run, at, ...about },
    { t: 'intent', ...common, step: 's', contract: allele, input: allele },
    { t: 'outcome', ...common, outcome, operations: 1 },
    ...more,
    { t: 'end', run, at, ok: true, rolledBack: false },
  ];
}

function verdict(run: string, healthy: boolean, timescale: 'immediate' | 'convergence'): LedgerRecord {
  return { t: 'verdict', run, attempt: 1, at: 2000, locus: 'bridge_create', allele, timescale, healthy };
}

function write(folder: string, records: readonly LedgerRecord[]): void {
  const ledger = new LedgerWriter(folder);
  for (const record of records) ledger.add(record);
  ledger.close();
}

describe('the last run of a locus', () => {
  it('is the newest attempt that was not withdrawn, with the newest verdicts on it', () => {
    const folder = temporaryFolder();
    write(folder, [
      ...attempt('r2', 2000, 'ok', [verdict('r2', true, 'immediate'), verdict('r2', true, 'convergence')]),
      verdict('r2', false, 'convergence'),
      ...attempt('r1', 1000, 'gene-failure', [verdict('r1', false, 'immediate')]),
      ...attempt('r3', 3000, 'ok', [
        { t: 'withdrawn', run: 'r3', attempt: 1, at: 3000, locus: 'bridge_create', allele },
      ]),
    ]);
    const verdicts = { immediate: true, convergence: false, resilience: null };
    expect(lastRuns(folder)).toEqual([{ locus: 'bridge_create', allele, at: 2000, outcome: 'ok', verdicts }]);
  });
});

describe('the units', () => {
  /** A systemctl of our own. */
  function tools(script: string): HostTools {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'systemctl'), `#!/bin/sh\n${script}\n`);
    chmodSync(path.join(folder, 'systemctl'), 0o755);
    return hostTools(`${folder}:/bin:/usr/bin`);
  }

  it('are told as systemd tells them', async () => {
    const block = (name: string, state: string): string =>
      `Id=${name}\\nLoadState=loaded\\nActiveState=${state}\\nSubState=dead\\nUnitFileState=static\\nResult=exit-code`;
    const text = `${block('sg-pull.service', 'failed')}\\n\\n${block('other.service', 'active')}`;
    const states = await unitStates(tools(`printf '${text}\\n'`), true);
    const state = { load: 'loaded', active: 'failed', sub: 'dead', enabled: 'static', result: 'exit-code' };
    expect(states).toEqual([{ name: 'sg-pull.service', ...state }]);
  });

  it('are not known where systemd is not there, fails or says nonsense', async () => {
    expect(await unitStates(hostTools(), false)).toBeNull();
    expect(await unitStates(hostTools(temporaryFolder()), true)).toBeNull();
    expect(await unitStates(tools('exit 1'), true)).toBeNull();
    expect(await unitStates(tools('echo nonsense'), true)).toEqual([]);
    expect(unitNames).toContain('sg-pull.service');
  });
});

describe('sg host status', () => {
  let template: HostTemplate;
  let host: SetUpHost;
  beforeAll(async () => {
    template = await hostTemplate();
  });
  afterAll(() => {
    template.remove();
  });
  beforeEach(() => {
    host = setUpHost(template);
  });

  function status(): Promise<HostStatus> {
    return hostStatus({ start: host.state, phenotype: 'default', kernel: 'iproute2' }, hostTools());
  }

  it('tells what is in force and when it was pulled', async () => {
    const { config, phenotype, dues, journals, breakers, armed, root } = await status();
    const commit = await git(template.publisher, 'rev-parse', 'phenotype/default');
    expect(config).toMatchObject({ file: host.config, state: host.state });
    expect(root).toBe(host.state);
    expect(phenotype).toMatchObject({ name: 'default', commit, pulled: { branch: 'phenotype/default', commit } });
    expect({ dues, journals, breakers, armed }).toEqual({
      armed: [],
      dues: { overdue: 0, waiting: 0, next: null },
      journals: { open: 0, incomplete: 0 },
      breakers: [],
    });
    const before = phenotype.pulled?.at ?? 0;
    await pull(host.state, { remote: template.publisher });
    expect((await status()).phenotype.pulled?.at).toBeGreaterThan(before);
  });

  it('tells what was not pushed yet, until it was', async () => {
    expect((await status()).ledger).toMatchObject({ waiting: false, last: null });
    write(path.join(host.state, '.sg/ledger'), attempt('r1', 1000, 'ok'));
    expect((await status()).ledger).toMatchObject({ waiting: true, last: null });
    const request = { remote: 'origin', host: 'lab-1', phenotype: 'default', takeOver: false, dryRun: false };
    await pushLedger(host.state, request);
    const { ledger } = await status();
    expect(ledger).toMatchObject({ waiting: false, files: 0, last: { branch: 'fitness/lab-1' } });
    write(path.join(host.state, '.sg/ledger'), attempt('r2', 2000, 'ok'));
    rmSync(template.publisher, { recursive: true, force: true });
    await expect(pushLedger(host.state, { ...request, limits: { attempts: 1 } })).rejects.toThrow();
    // Committed, and still here.
    expect((await status()).ledger).toMatchObject({ waiting: true, files: 0, last: ledger.last });
  });
});
