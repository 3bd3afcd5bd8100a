import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { LedgerWriter } from '../../src/ledger/ledger-writer.ts';
import { unitNames } from '../../src/organism/host/setup/units.ts';
import { hostMetrics } from '../../src/organism/metrics/host-metrics.ts';
import { widestShare } from '../../src/phenotype/canary.ts';
import { parsePhenotype } from '../../src/phenotype/parse-phenotype.ts';
import { defaultQuorum } from '../../src/selection/host-quorum.ts';
import { projectRoot } from '../helpers/project-root.ts';
import { hostTemplate, setUpHost } from '../organism/host/set-up-host.ts';

const lines = readFileSync(path.join(projectRoot, 'docs/hosts.md'), 'utf8').split('\n');

/** Rows of the first table below a heading, as cells. */
function tableBelow(heading: string): readonly (readonly string[])[] {
  const rest = lines.slice(lines.indexOf(heading) + 1);
  const begin = rest.findIndex((line) => line.startsWith('|'));
  const end = rest.findIndex((line, index) => index > begin && !line.startsWith('|'));
  return rest.slice(begin + 2, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** Words in backquotes. */
function quoted(cell = ''): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word);
}

function firstColumn(heading: string): readonly string[] {
  return tableBelow(heading)
    .flatMap(([cell]) => quoted(cell))
    .sort();
}

function sources(folder: string): string {
  const names = readdirSync(path.join(projectRoot, folder)).sort();
  return names.map((name) => readFileSync(path.join(projectRoot, folder, name), 'utf8')).join('\n');
}

function all(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([, found = '']) => found);
}

it('the table of findings has every code that the doctor has of its own, and a way to mend each', () => {
  const text = sources('src/organism/doctor');
  const programs = all(text, /program: '(\w+)'/g);
  const own = all(text, /\b(?:error|warning|note)\(\s*'([a-z-]+)'/g);
  const manager = all(text, /^ {2}'([a-z-]+)': '/gm);
  expect(text).toMatch(/code: `no-\$\{program\}`/);
  expect(text).toMatch(/code: `broken-\$\{program\}`/);
  expect(text).toMatch(/warning\(`\$\{direction\}-overdue`/);
  const made = [...programs.flatMap((name) => [`no-${name}`, `broken-${name}`]), 'pull-overdue', 'push-overdue'];
  expect(programs.length).toBeGreaterThan(3);
  expect(firstColumn('## Doctor')).toEqual([...new Set([...own, ...manager, ...made])].sort());
  expect(tableBelow('## Doctor').filter(([, meaning, mend]) => !meaning || !mend)).toEqual([]);
});

it('the table of keys has those of the configuration', () => {
  const text = readFileSync(path.join(projectRoot, 'src/organism/host/host-config.ts'), 'utf8');
  const schema = /strictObject\(\{([^]*?)\n\}\);/.exec(text)?.[1] ?? '';
  expect(firstColumn('### /etc/sg/config.toml')).toEqual([...all(schema, /^ {2}'?([a-z-]+)'?: /gm)].sort());
});

it('the table of units has those an install writes', () => {
  const names = unitNames.map((name) => name.replace(/\.\w+$/, ''));
  expect(firstColumn('### Units')).toEqual([...new Set(names)].sort());
});

it('the table of canaries has the share of every risk', () => {
  const shares = tableBelow('### On some hosts first').flatMap(([risks = '', share = '']) =>
    risks.split(', ').map((risk) => [risk, share === 'by name only' ? 0 : Number(share)]),
  );
  expect(Object.fromEntries(shares)).toEqual(widestShare);
});

it('the table of metrics has every family with its labels', async () => {
  const template = await hostTemplate();
  onTestFinished(() => {
    template.remove();
  });
  const { state } = setUpHost(template);
  const request = { start: state, phenotype: 'default', kernel: 'iproute2' } as const;
  const [dominant] = (await hostMetrics(request))
    .filter(({ name }) => name === 'sg_dominant_info')
    .flatMap(({ samples }) => samples)
    .filter(({ labels }) => labels['locus'] === 'bridge_create');
  failuresThatAFallbackMended(path.join(state, '.sg/ledger'), dominant?.labels['allele'] ?? '');
  const families = await hostMetrics(request);
  const told = families.map(({ name, samples }) => [name, ...Object.keys(samples[0]?.labels ?? {})].join(' '));
  const written = tableBelow('## Metrics').flatMap(([names, labels]) =>
    quoted(names).map((name) => [name, ...quoted(labels)].join(' ')),
  );
  expect([...written].sort()).toEqual([...told].sort());
});

/** As many as open the breaker, so that no family is empty. */
function failuresThatAFallbackMended(ledger: string, dominant: string): void {
  const writer = new LedgerWriter(ledger);
  const digest = 'a'.repeat(64);
  const at = Date.now() / 1000;
  for (let number = 1; number <= 5; number += 1) {
    const run = `r${number}`;
    const input = `${number}`.padStart(64, '0');
    const first = { run, attempt: 1, at, locus: 'bridge_create', allele: dominant };
    const second = { ...first, attempt: 2, allele: digest };
    const target = { target: 'bridge_create', phenotype: 'default', kernel: 'iproute2', pid: process.pid };
    writer.add({ t: 'run', run, at, ...target });
    writer.add({ t: 'intent', ...first, step: 's', contract: digest, input });
    writer.add({ t: 'outcome', ...first, outcome: 'gene-failure', operations: 1 });
    writer.add({ t: 'intent', ...second, step: 's', contract: digest, input });
    writer.add({ t: 'outcome', ...second, outcome: 'ok', operations: 1, fallbackOf: 1 });
    writer.add({ t: 'end', run, at, ok: true, rolledBack: false });
  }
  writer.close();
}

it('the block of hosts that have to agree shows what holds where a phenotype says nothing', () => {
  const text = lines.slice(lines.indexOf('### How many hosts have to agree')).join('\n');
  const [, toml = ''] = /^```toml\n([^`]*)```$/m.exec(text) ?? [];
  expect(parsePhenotype(`name = "x"\n${toml}`, 'docs/hosts.md').policy.hosts).toEqual(defaultQuorum);
});
