import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evidenceText, parseEvidence } from '../../src/arena/evidence.ts';
import { evidenceMarkdown } from '../../src/arena/evidence-markdown.ts';
import { caseToTrial } from '../../src/arena/replay/case-to-trial.ts';
import { readFailureCase } from '../../src/arena/replay/read-failure-case.ts';
import type { GeneContract } from '../../src/contract/ast.ts';
import { parseDecision } from '../../src/evolution/evolve/parse-decision.ts';
import { parseCheckReport } from '../../src/evolution/propose/check-report.ts';
import { parseGitConfig } from '../../src/git/git-config.ts';
import { formatIndex, freshEntry, indexLists, parseIndex } from '../../src/git/index-file.ts';
import { parseAllowedSigners } from '../../src/git/signature/allowed-signers.ts';
import { decodeRecords, UnknownRecord } from '../../src/kernel/journal/journal-line.ts';
import { defaultWorld } from '../../src/kernel/mock/default-world.ts';
import { MockKernel } from '../../src/kernel/mock/mock-kernel.ts';
import { parseWorld } from '../../src/kernel/mock/world-file.ts';
import { worldFromSnapshot } from '../../src/kernel/mock/world-from-snapshot.ts';
import { networkGenome } from '../helpers/network-genome.ts';
import { projectRoot } from '../helpers/project-root.ts';
import { budget, timeLimit } from './budget.ts';
import { met } from './law.ts';
import { mutatedJson, mutatedText } from './mutations.ts';

function fixture(name: string): string {
  return readFileSync(path.join(projectRoot, 'test', 'fixtures', 'fuzz', name), 'utf8');
}

const failureCase = fixture('failure-case.json');
const evidence = fixture('evidence.json');
const world = JSON.stringify(defaultWorld());
const { contracts } = await networkGenome();
const contract = contracts.genes.get('bridge_uplink') as GeneContract;

function jsonOrText(text: string): fc.Arbitrary<string> {
  const shaped = mutatedJson([JSON.parse(text)]).map((value) => JSON.stringify(value));
  return fc.oneof({ weight: 2, arbitrary: shaped }, { weight: 1, arbitrary: mutatedText([text]) });
}

describe('a file from elsewhere is a value or a fault with a code:', () => {
  it('the unchanged files are read', () => {
    expect(caseToTrial(contract, readFailureCase(failureCase, 'it'), 'it').replayable).toBe(true);
    expect(evidenceText(parseEvidence(evidence, 'it'))).toBe(evidence);
  });

  it(
    'failure cases, and a case that is read can be put to its contract',
    () =>
      fc.assert(
        fc.asyncProperty(jsonOrText(failureCase), async (text) => {
          const read = await met(() => readFailureCase(text, 'it'));
          if ('code' in read) expect(read.code).toBe('case-file-invalid');
          else {
            const replay = caseToTrial(contract, read.value, 'it');
            if (replay.replayable) await MockKernel.open({ world: replay.trial.world }).snapshot();
          }
        }),
        budget(120),
      ),
    timeLimit(),
  );

  it(
    'evidence, which has one form only, and can be shown',
    () =>
      fc.assert(
        fc.asyncProperty(jsonOrText(evidence), async (text) => {
          const read = await met(() => parseEvidence(text, 'it'));
          if ('code' in read) expect(read.code).toBe('evidence-invalid');
          else {
            const again = evidenceText(read.value);
            expect(evidenceText(parseEvidence(again, 'it'))).toBe(again);
            expect(typeof evidenceMarkdown(read.value)).toBe('string');
          }
        }),
        budget(150),
      ),
    timeLimit(),
  );

  it(
    'worlds and snapshots',
    () =>
      fc.assert(
        fc.asyncProperty(jsonOrText(world), async (text) => {
          const read = await met(() => parseWorld(text, 'it'));
          if ('code' in read) {
            expect(read.code).toBe('world-file-invalid');
            return;
          }
          const kernel = MockKernel.open({ world: read.value });
          const snapshot = await kernel.snapshot();
          const again = await met(() => worldFromSnapshot(snapshot, 'it'));
          if ('code' in again) expect(again.code).toBe('snapshot-invalid');
          await kernel.sleep(60);
        }),
        budget(200),
      ),
    timeLimit(),
  );

  it(
    'what an undo journal, a check report and a commit message say',
    () =>
      fc.assert(
        fc.asyncProperty(
          jsonOrText(`{"version":1,"head":"${'a'.repeat(40)}","conclusion":"success","title":"t","summary":"s"}`),
          mutatedText([
            `Promote\n\nSg-Evidence: ledger\nSg-Phenotype: default\nSg-Locus: x\nSg-Ledger: fitness/h@${'a'.repeat(40)}\n`,
          ]),
          mutatedText(['8d777f385d3dfec8815d20f7496026dc {"t":"begin"}\n']),
          async (report, message, journal) => {
            const read = await met(() => parseCheckReport(report));
            if ('code' in read) expect(read.code).toBe('check-report-invalid');
            parseDecision(message);
            try {
              decodeRecords(journal);
            } catch (error) {
              expect(error).toBeInstanceOf(UnknownRecord);
            }
          },
        ),
        budget(200),
      ),
    timeLimit(),
  );
});

const gitConfig = `[core]
\trepositoryformatversion = 0 ; a comment
\tbare = false
[remote "origin"]
\turl = "https://example.org/a \\"b\\".git"
\tfetch = +refs/heads/*:refs/remotes/origin/*
[sg]
\trequireSigned
`;
const signers = `# who
alice@example.org namespaces="git" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ8 comment
"bob@example.org,c" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ9
`;
const stat = { ctimeNs: 1n, mtimeNs: 1n, dev: 1n, ino: 1n, uid: 0n, gid: 0n, size: 3n };
const index = formatIndex(
  ['a', 'contracts/genes/x.sg'].map((name) => freshEntry(name, 'a'.repeat(40), 0o100644, stat)),
);

describe('git files are read or refused:', () => {
  it(
    'configurations and lists of signers',
    () =>
      fc.assert(
        fc.asyncProperty(mutatedText([gitConfig]), mutatedText([signers]), async (config, list) => {
          const read = await met(() => parseGitConfig(config, 'it'));
          if ('code' in read) expect(read.code).toBe('git-config-syntax');
          const allowed = await met(() => parseAllowedSigners(list, 'it'));
          if ('code' in allowed) expect(allowed.code).toBe('allowed-signers-invalid');
        }),
        budget(300),
      ),
    timeLimit(),
  );

  it(
    'an index without a checksum, as git may write it',
    () =>
      fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.nat(index.length - 1), fc.nat(255)), { maxLength: 3 }),
          fc.nat(index.length),
          async (bytes, length) => {
            const changed = Buffer.from(index.subarray(0, length < 40 ? length : index.length));
            for (const [at, byte] of bytes) if (at < changed.length) changed[at] = byte;
            if (changed.length === index.length) changed.fill(0, changed.length - 20);
            const read = await met(() => parseIndex(changed));
            if ('code' in read) expect(read.code).toBe('unsupported-index');
            const listed = await met(() => indexLists(changed, '.sg'));
            if ('code' in listed) expect(listed.code).toBe('unsupported-index');
          },
        ),
        budget(400),
      ),
    timeLimit(),
  );
});
