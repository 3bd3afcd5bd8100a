import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { IdentifiedTree } from '../../src/git/commit-tree.ts';
import { compactLedger } from '../../src/ledger/compact-ledger.ts';
import type { LedgerState } from '../../src/ledger/ledger-fold.ts';
import { encodeLine } from '../../src/ledger/line.ts';
import { publishedChanges } from '../../src/ledger/publish-ledger.ts';
import type { PublishedProgress } from '../../src/ledger/published-progress.ts';
import { continuePublished, readPublished } from '../../src/ledger/read-published.ts';
import type { LedgerRecord } from '../../src/ledger/record.ts';
import { segmentPath } from '../../src/ledger/segments.ts';
import { stateJson } from '../../src/ledger/state-text.ts';
import { canonicalJson } from '../../src/model/canonical-json.ts';
import { sha256 } from '../../src/model/digest.ts';
import type { JsonObject } from '../../src/model/json.ts';

let folder: string;
let files: Map<string, Uint8Array>;
let reads: string[];
beforeEach(begin);
afterEach(end);

function begin(): void {
  folder = mkdtempSync(path.join(tmpdir(), 'sg-continue-'));
  files = new Map();
  reads = [];
}

function end(): void {
  rmSync(folder, { recursive: true, force: true });
}

/** A branch's tree in memory; ids follow from what stands there, as git's do. */
const tree: IdentifiedTree = {
  description: 'test branch',
  read: (file) => {
    reads.push(file);
    return Promise.resolve(files.get(file));
  },
  list: (at) => {
    const prefix = at === '' ? '' : `${at}/`;
    const inside = [...files.keys()].filter((file) => file.startsWith(prefix)).map((file) => file.slice(prefix.length));
    const names = [...new Set(inside.map((rest) => rest.split('/', 1)[0] ?? ''))].sort();
    return Promise.resolve(names.map((name) => ({ name, kind: inside.includes(name) ? 'file' : 'folder' })));
  },
  idOf: (at) => {
    const below = [...files].filter(([file]) => file === at || file.startsWith(`${at}/`)).sort();
    if (below.length === 0) return Promise.resolve(undefined);
    return Promise.resolve(sha256(below.map(([file, bytes]) => `${file} ${sha256(bytes)}`).join('\n')));
  },
};

async function publish(): Promise<void> {
  for (const [file, bytes] of await publishedChanges(folder, files.size === 0 ? undefined : tree)) {
    if (bytes === null) files.delete(file);
    else files.set(file, bytes);
  }
}

/** One allele answers after another, or the other way round, on one of few inputs: the order of runs matters. */
function run(name: string, input: string, turned: boolean): readonly LedgerRecord[] {
  const alleles = ['a', 'b'].map(sha256);
  const [wrong = '', right = ''] = turned ? alleles.toReversed() : alleles;
  const [one, two] = [
    { run: name, attempt: 1, at: 1, locus: 'bridge_create', allele: wrong },
    { run: name, attempt: 2, at: 2, locus: 'bridge_create', allele: right },
  ];
  const asked = { step: '1', contract: sha256('contract'), input: sha256(input) };
  return [
    { t: 'run', run: name, at: 1, target: 'bridge_create', phenotype: 'default', kernel: 'mock', pid: 1, boot: 'gone' },
    { t: 'intent', ...one, ...asked },
    { t: 'outcome', ...one, outcome: 'gene-failure', operations: 1, error: 'exception: ünïcode' },
    { t: 'case', run: name, at: 1, locus: 'bridge_create', case: sha256(name), input: sha256(input) },
    { t: 'intent', ...two, ...asked },
    { t: 'outcome', ...two, outcome: 'ok', operations: 1, fallbackOf: 1 },
    { t: 'due', ...two, timescale: 'resilience', notBefore: 9, check: [{ target: 'c', arguments: {} }] },
    { t: 'end', run: name, at: 3, ok: true, rolledBack: false },
  ];
}

function append(segment: number, records: readonly LedgerRecord[]): void {
  for (const record of records) appendFileSync(segmentPath(folder, segment), encodeLine(record));
}

function text(states: readonly LedgerState[]): readonly string[] {
  return states.map((state) => canonicalJson(JSON.parse(JSON.stringify(stateJson(state))) as JsonObject));
}

/** As a cache keeps it. */
function kept(progress: PublishedProgress): PublishedProgress {
  return JSON.parse(JSON.stringify(progress)) as PublishedProgress;
}

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('run'),
      segment: fc.nat(2),
      input: fc.nat(2),
      turned: fc.boolean(),
      cut: fc.nat(8),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('publish') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fold') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lose') }) },
);

test('reading on gives what reading all of it gives, byte for byte, whatever was written where meanwhile', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 14 }), async (steps) => {
      end();
      begin();
      let progress: PublishedProgress | undefined;
      let rest: readonly LedgerRecord[] = [];
      for (const [index, one] of [...steps, { do: 'publish' }].entries()) {
        if ('cut' in one) {
          const records = run(`run-${index}`, `input ${one.input}`, one.turned);
          // What another run left unfinished goes on behind this one's beginning.
          append(one.segment + 1, [...records.slice(0, one.cut), ...rest]);
          rest = records.slice(one.cut);
        } else if (one.do === 'fold') {
          compactLedger(folder);
        } else if (one.do === 'lose') {
          rmSync(folder, { recursive: true, force: true });
          folder = mkdtempSync(path.join(tmpdir(), 'sg-continue-'));
        } else {
          await publish();
          if (files.size === 0) continue;
          const full = text(await readPublished(tree));
          const reading = await continuePublished(tree, progress);
          expect(text(reading.states)).toEqual(full);
          expect(
            reading.progress.map(({ state }) => canonicalJson(JSON.parse(JSON.stringify(state)) as JsonObject)),
          ).toEqual(full);
          progress = kept(reading.progress);
        }
      }
    }),
    { numRuns: 60 },
  );
});

test('of a segment that has grown its end alone is read', async () => {
  append(1, run('first', 'one', false));
  append(2, run('second', 'two', false));
  await publish();
  const { progress } = await continuePublished(tree);
  append(2, run('third', 'three', true));
  await publish();
  reads = [];
  const { states } = await continuePublished(tree, kept(progress));
  expect(new Set(reads)).toEqual(new Set(['cover.json', '0001/00000002.ledger/0001']));
  expect(text(states)).toEqual(text(await readPublished(tree)));
});

test.each([
  ['a line is made longer', (before: string) => `${before}x`],
  ['a line in the middle is another', (before: string) => before.replace('"ok"', '"no"')],
])('what was read and is not there any more is never counted: %s', async (_, forge) => {
  append(1, run('first', 'one', false));
  await publish();
  const { progress } = await continuePublished(tree);
  const part = '0001/00000001.ledger/0001';
  files.set(part, new TextEncoder().encode(forge(new TextDecoder().decode(files.get(part)))));
  await expect(continuePublished(tree, kept(progress))).rejects.toMatchObject({ code: 'fitness-branch-damaged' });
  await expect(readPublished(tree)).rejects.toMatchObject({ code: 'fitness-branch-damaged' });
});

test('a ledger that was exchanged for another is read from its start', async () => {
  append(1, run('first', 'one', false));
  await publish();
  const { progress } = await continuePublished(tree);
  files.set('0001/00000001.ledger/0001', new TextEncoder().encode(run('other', 'two', true).map(encodeLine).join('')));
  const { states } = await continuePublished(tree, kept(progress));
  expect(text(states)).toEqual(text(await readPublished(tree)));
});
