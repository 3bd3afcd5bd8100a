import { expect, test } from 'vitest';
import { genomeDiffView } from '../../src/cli/diff-view.ts';
import { expressionView } from '../../src/cli/expression-view.ts';
import { logView } from '../../src/cli/log-view.ts';
import { rollbackView, snapshotsView } from '../../src/cli/snapshot-view.ts';
import { styleFor } from '../../src/cli/style.ts';
import { sha256 } from '../../src/model/digest.ts';
import type { LocusLog } from '../../src/organism/history/locus-log.ts';

const plain = styleFor(false);
const escape = '\u001b[31mred\u202e';
const [a, b] = [sha256('a'), sha256('b')];
const birth = {
  origin: 'mutation',
  generation: 1,
  parents: [a],
  created: '2026-03-01T12:00:00Z',
  note: escape,
} as const;

test('text that others wrote cannot drive the terminal', () => {
  const diff = genomeDiffView(
    {
      contracts: [],
      phenotypes: [
        {
          phenotype: 'default',
          change: 'changed',
          loci: [],
          settings: [{ path: 'description', before: null, after: escape }],
        },
      ],
      pool: [{ locus: 'bridge_create', allele: b, change: 'added', files: ['source', 'certificate'], birth }],
      unreadable: [{ path: `contracts/genes/${escape}.sg`, side: 'after', message: escape }],
    },
    plain,
  );
  const log: LocusLog = {
    locus: 'bridge_create',
    phenotype: 'default',
    ref: escape,
    commits: 3,
    cutOff: 'max-commits',
    events: [
      {
        commit: '0'.repeat(40),
        date: birth.created,
        author: { name: escape, email: escape },
        subject: escape,
        kinds: ['born', 'promoted'],
        before: a,
        after: b,
        demoted: [a],
        fallback: [{ allele: b, place: 1 }],
        born: [{ allele: b, birth }],
        reason: escape,
        trailers: [{ key: 'Sg-Evidence', value: escape }],
      },
    ],
  };
  expect(logView(log, plain)).toContain(`fallback  ${b.slice(0, 12)}, number 1 to fall back on`);
  for (const text of [diff, logView(log, plain)]) {
    expect(text).not.toContain('\u001b');
    expect(text).not.toContain('\u202e');
    expect(text).toContain('\\u{1b}');
    expect(text).toContain(b.slice(0, 12));
  }
});

test('says of each change what it is', () => {
  const digests = { before: a, after: b };
  const contract = { kind: 'gene', ...digests } as const;
  const text = genomeDiffView(
    {
      contracts: [
        { ...contract, name: 'one', change: 'changed', parts: ['gives', 'verify'] },
        { ...contract, name: 'two', change: 'layout', parts: [] },
        { ...contract, name: 'three', change: 'removed', parts: [] },
      ],
      phenotypes: [
        {
          phenotype: 'edge',
          change: 'added',
          loci: [{ locus: 'four', change: 'changed', deprecated: { before: [a], after: [b] } }],
          settings: [],
        },
      ],
      pool: [{ locus: 'five', allele: a, change: 'altered', files: ['source'], birth: null }],
      unreadable: [],
    },
    plain,
  );
  expect(text.split('\n')).toEqual([
    'contracts',
    '  ~  gene  one    changed: gives, verify',
    '  ~  gene  two    laid out otherwise, means the same',
    '  -  gene  three  removed',
    '',
    'phenotype edge added',
    `  ~  four  deprecated  +${b.slice(0, 12)} -${a.slice(0, 12)}`,
    '',
    'gene pool',
    `  ~  five  ${a.slice(0, 12)}  source altered, no valid certificate`,
  ]);
});

test('says when there is nothing to do', () => {
  const expressed = { dominant: a, fallback: [], deprecated: [] };
  const place = { phenotype: 'default', locus: 'bridge_create', allele: a, before: expressed, after: expressed };
  const outcome = { changed: false, dryRun: false, commit: null };
  const view = (action: 'promote' | 'demote' | 'fallback'): string =>
    expressionView({ action, ...place, ...outcome }, plain);
  expect(view('promote')).toContain('is dominant at bridge_create');
  expect(view('demote')).toContain('is deprecated at bridge_create');
  expect(view('fallback')).toContain('is one to fall back on at bridge_create');
  const snapshot = { name: 'one', tag: 'sg/one', commit: '0'.repeat(40), taken: null, by: null };
  const diff = { contracts: [], phenotypes: [], pool: [], unreadable: [] };
  expect(rollbackView({ snapshot, diff, files: [], ...outcome }, plain)).toContain('Nothing to do');
  expect(snapshotsView([], plain)).toContain('no snapshots');
  expect(snapshotsView([snapshot], plain)).toMatch(/one +0{12} +unknown +unknown/);
});
