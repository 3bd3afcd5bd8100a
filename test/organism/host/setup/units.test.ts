import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { enabledUnits, unitNames, units } from '../../../../src/organism/host/setup/units.ts';
import { temporaryFolder } from '../host-fixture.ts';

function analyzerVersion(): number {
  const { stdout, error } = spawnSync('systemd-analyze', ['--version'], { encoding: 'utf8' });
  return error === undefined ? Number(/^systemd (\d+)/.exec(stdout)?.[1] ?? 0) : 0;
}

const version = analyzerVersion();
// --offline came with 250.
const describeAnalyzer = version >= 250 ? describe : describe.skip;
const skipped = version >= 250 ? '' : ' [skipped: needs systemd-analyze 250 (Debian: systemd)]';

/** Characters that mean something to systemd. */
const strange = 'a b%h$HOME"q\\n\'x';

function write(folder: string, program: readonly string[], state = '/var/lib/sg'): readonly string[] {
  const made = units({ program, state, metrics: `${state}/metrics/sg.prom` });
  for (const { name, text } of made) writeFileSync(path.join(folder, name), text);
  return made.map(({ name }) => path.join(folder, name));
}

describeAnalyzer(`the units, as systemd reads them${skipped}`, () => {
  it('verify without a word', () => {
    const folder = temporaryFolder();
    const home = path.join(folder, 'a b%h');
    mkdirSync(home);
    const script = path.join(home, 'sg');
    writeFileSync(script, '#!/bin/sh\n');
    chmodSync(script, 0o755);
    const files = write(folder, [script], path.join(folder, `state ${strange}`));
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', ...files], { encoding: 'utf8' });
    // What it says of the machine's own units is not about ours.
    const ours = stderr.split('\n').filter((line) => line.includes(folder) || /\bsg-/.test(line));
    expect({ status, ours }).toEqual({ status: 0, ours: [] });
  });

  it('would be found wanting if the program were not there', () => {
    const folder = temporaryFolder();
    const files = write(folder, ['/usr/bin/no-such-program']);
    const { stderr } = spawnSync('systemd-analyze', ['verify', ...files], { encoding: 'utf8' });
    expect(stderr).toContain('no-such-program');
  });

  it('leave services little to break', () => {
    const folder = temporaryFolder();
    const files = write(folder, ['/usr/bin/env']).filter((file) => file.endsWith('.service'));
    const exposure = files.map((file) => {
      const text = execFileSync('systemd-analyze', ['security', '--offline=true', '--no-pager', file], {
        encoding: 'utf8',
      });
      return Number(/exposure level for \S+: (\d+\.\d+)/.exec(text)?.[1]);
    });
    expect(exposure).toHaveLength(5);
    for (const level of exposure) expect(level).toBeLessThan(3);
  });
});

describe('the units', () => {
  const texts = new Map(
    units({ program: ['/usr/bin/node', '/opt/sg/bin/run.js'], state: '/srv/sg', metrics: '/srv/prom/sg.prom' }).map(
      ({ name, text }) => [name, text],
    ),
  );

  it('give capabilities and the system bus to nobody who talks to the remote', () => {
    for (const name of ['sg-pull.service', 'sg-push.service']) {
      expect(texts.get(name)).toMatch(/^CapabilityBoundingSet=$/m);
      expect(texts.get(name)).toMatch(/^RestrictAddressFamilies=AF_INET AF_INET6 AF_NETLINK$/m);
    }
    for (const name of ['sg-watch.service', 'sg-recover.service']) {
      expect(texts.get(name)).toMatch(/^CapabilityBoundingSet=CAP_NET_ADMIN CAP_NET_RAW$/m);
    }
    expect(texts.get('sg-metrics.service')).toMatch(/^PrivateNetwork=yes$/m);
  });

  it('let services write to their own folders only', () => {
    for (const [name, text] of texts) {
      if (!name.endsWith('.service')) continue;
      expect(text).toMatch(/^ProtectSystem=strict$/m);
      const writes = name === 'sg-metrics.service' ? '-/srv/sg -/srv/prom' : '-/srv/sg';
      expect(text.split('\n')).toContain(`ReadWritePaths=${writes}`);
    }
  });

  it('see other processes, by which a lock knows whether its holder lives', () => {
    for (const text of texts.values()) expect(text).not.toMatch(/^(ProtectProc|ProcSubset|PrivatePIDs)=/m);
  });

  it('are started by timers that exist, each for a service that exists', () => {
    for (const unit of enabledUnits) expect(unitNames).toContain(unit);
    const timers = unitNames.filter((name) => name.endsWith('.timer'));
    for (const timer of timers) expect(unitNames).toContain(timer.replace('.timer', '.service'));
    for (const unit of enabledUnits) expect(texts.get(unit)).toContain('[Install]');
  });
});
