import fc from 'fast-check';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LedgerWriter } from '../../../src/ledger/ledger-writer.ts';
import { exposition } from '../../../src/organism/metrics/exposition.ts';
import { hostMetrics } from '../../../src/organism/metrics/host-metrics.ts';
import { writeMetrics } from '../../../src/organism/metrics/write-metrics.ts';
import { environment, temporaryFolder } from '../host/host-fixture.ts';
import { hostTemplate, setUpHost, type HostTemplate, type SetUpHost } from '../host/set-up-host.ts';
import { parseExposition, type ParsedSample } from './parse-exposition.ts';

describe('the text format', () => {
  it('survives any label, help and number', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({
        unit: fc.constantFrom('"', '\\', '\n', '}', ',', '=', '#', '\r', '\u2028', '\u202e', 'a', '\ud800'),
      }),
    );
    const numbers = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(NaN, Infinity, -Infinity, 1e21, 1e-7));
    fc.assert(
      fc.property(fc.uniqueArray(hostile, { maxLength: 5 }), hostile, numbers, (values, help, value) => {
        const samples = values.map((locus, index) => ({ labels: { locus, n: String(index) }, value }));
        const read = parseExposition(exposition([{ name: 'sg_x', help, samples }]));
        expect(read.map((sample) => sample.value)).toEqual(samples.map(() => (value === 0 ? 0 : value)));
        for (const [index, { labels }] of read.entries()) {
          // What can't be a name is replaced; the rest is told as it is.
          const shown = Buffer.from(values[index]!, 'utf8')
            .toString('utf8')
            .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => (character === '\n' ? '\n' : '\ufffd'));
          expect(labels['locus']).toBe(shown);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('says nothing of families without samples', () => {
    expect(exposition([{ name: 'sg_x', help: 'x', samples: [] }])).toBe('');
  });

  it('the reader refuses what is no such text', () => {
    for (const wrong of ['x 1\n', '# HELP x h\n# TYPE x gauge\nx 1', '# HELP x h\n# TYPE x gauge\nx{a="\\q"} 1\n']) {
      expect(() => parseExposition(wrong)).toThrow();
    }
  });
});

describe('what a host tells', () => {
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

  async function told(start = host.state): Promise<readonly ParsedSample[]> {
    return parseExposition(exposition(await hostMetrics({ start, phenotype: 'default', kernel: 'iproute2' })));
  }

  function value(
    samples: readonly ParsedSample[],
    name: string,
    labels: Readonly<Record<string, string>> = {},
  ): unknown {
    return samples.find((each) => {
      const same = Object.entries(labels).every(([key, text]) => each.labels[key] === text);
      return each.name === name && same;
    })?.value;
  }

  const allele = 'a'.repeat(64);

  function attempt(ledger: LedgerWriter, run: string, locus: string, outcome: 'ok' | 'gene-failure'): void {
    const common = { run, attempt: 1, at: 1000, locus, allele };
    const about = { target: locus, phenotype: 'default', kernel: 'iproute2', pid: process.pid };
    ledger.add({ t: 'run', run, at: 1000, ...about });
    ledger.add({ t: 'intent', ...common, step: 's', contract: allele, input: allele });
    ledger.add({ t: 'outcome', ...common, outcome, operations: 1 });
    ledger.add({ t: 'verdict', ...common, timescale: 'immediate', healthy: outcome === 'ok' });
    const check = [{ target: 'check_bridge_state', arguments: {} }];
    ledger.add({ t: 'due', ...common, timescale: 'resilience', notBefore: 4600, check });
    ledger.add({ t: 'end', run, at: 1001, ok: outcome === 'ok', rolledBack: outcome !== 'ok' });
  }

  it('attempts, verdicts, dominants, dues, journals and when it last pulled', async () => {
    const hostile = 'x"} 1\nsg_evil{a="\\';
    const ledger = new LedgerWriter(path.join(host.state, '.sg/ledger'));
    attempt(ledger, 'r1', 'bridge_create', 'ok');
    attempt(ledger, 'r2', 'bridge_create', 'gene-failure');
    attempt(ledger, 'r3', hostile, 'ok');
    ledger.close();
    mkdirSync(path.join(host.state, '.sg/host/journal'), { recursive: true });
    writeFileSync(path.join(host.state, '.sg/host/journal/1-a.incomplete'), '');
    const samples = await told();
    expect(value(samples, 'sg_phenotype_in_force')).toBe(1);
    expect(value(samples, 'sg_attempts', { locus: 'bridge_create', outcome: 'ok' })).toBe(1);
    expect(value(samples, 'sg_attempts', { locus: 'bridge_create', outcome: 'gene-failure' })).toBe(1);
    expect(value(samples, 'sg_attempts', { locus: hostile, outcome: 'ok' })).toBe(1);
    expect(samples.some(({ name }) => name === 'sg_evil')).toBe(false);
    const seen = { locus: 'bridge_create', timescale: 'immediate', verdict: 'bad' };
    expect(value(samples, 'sg_observations', seen)).toBe(1);
    expect(value(samples, 'sg_last_run_timestamp_seconds', { locus: 'bridge_create' })).toBe(1000);
    expect(value(samples, 'sg_unproven_rollbacks')).toBe(1);
    expect(value(samples, 'sg_dominant_info', { locus: 'bridge_create' })).toBe(1);
    const pulled = Number(value(samples, 'sg_last_pull_timestamp_seconds'));
    expect(Math.abs(pulled - Date.now() / 1000)).toBeLessThan(600);
    const info = samples.find(({ name }) => name === 'sg_phenotype_info');
    expect(info?.labels['commit']).toMatch(/^[0-9a-f]{40}$/);
  });

  it('breakers that are not closed', async () => {
    const dominant = (await told()).find(({ labels }) => labels['locus'] === 'bridge_create')?.labels['allele'] ?? '';
    const ledger = new LedgerWriter(path.join(host.state, '.sg/ledger'));
    const at = Date.now() / 1000;
    for (let run = 1; run <= 5; run += 1) {
      const common = { run: `r${run}`, attempt: 1, at, locus: 'bridge_create', allele: dominant };
      const about = { target: 'bridge_create', phenotype: 'default', kernel: 'iproute2', pid: process.pid };
      ledger.add({ t: 'run', run: `r${run}`, at, ...about });
      ledger.add({ t: 'intent', ...common, step: 's', contract: allele, input: `${run}`.padStart(64, '0') });
      ledger.add({ t: 'outcome', ...common, outcome: 'gene-failure', operations: 1 });
      // Only what another allele can do on the same input speaks against this one.
      const other = { ...common, attempt: 2, allele };
      ledger.add({ t: 'intent', ...other, step: 's', contract: allele, input: `${run}`.padStart(64, '0') });
      ledger.add({ t: 'outcome', ...other, outcome: 'ok', operations: 1, fallbackOf: 1 });
      ledger.add({ t: 'end', run: `r${run}`, at, ok: true, rolledBack: false });
    }
    ledger.close();
    const samples = await told();
    expect(value(samples, 'sg_breakers_open')).toBe(1);
    expect(value(samples, 'sg_breaker_info', { locus: 'bridge_create', state: 'open' })).toBe(1);
  });

  it('before the first pull only that there is none', async () => {
    const empty = temporaryFolder();
    environment('SG_STATE_DIR', empty);
    const samples = await told(empty);
    expect(value(samples, 'sg_phenotype_in_force')).toBe(0);
    expect(value(samples, 'sg_dominant_info')).toBeUndefined();
  });

  it('stands in the file in one piece, for everybody to read', async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'sg.prom');
    writeFileSync(file, 'old', { mode: 0o600 });
    const before = process.umask(0o077);
    try {
      await writeMetrics(file, 'sg_x 1\n');
    } finally {
      process.umask(before);
    }
    expect(readFileSync(file, 'utf8')).toBe('sg_x 1\n');
    expect(statSync(file).mode & 0o777).toBe(0o644);
    expect(readdirSync(folder)).toEqual(['sg.prom']);
    const missing = writeMetrics(path.join(folder, 'no/sg.prom'), '');
    await expect(missing).rejects.toMatchObject({ code: 'metrics-not-written', exitStatus: 4 });
  });
});
