import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { answerCaptured } from '../../../src/evolution/mutate/answer-captured.ts';
import { parseEvidence } from '../../../src/arena/evidence.ts';
import { parseCertificate } from '../../../src/genome/certificate-text.ts';
import { caseDigest } from '../../../src/organism/cases/case-digest.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { showPrompt } from '../../../src/evolution/mutate/show-prompt.ts';
import { projectRoot } from '../../helpers/project-root.ts';
import { MutationFixture } from './mutation-fixture.ts';

vi.setConfig({ testTimeout: 60_000 });
vi.stubEnv('SG_CACHE_DIR', path.join(projectRoot, 'node_modules', '.cache', 'sg-tests'));

describe('mutate', () => {
  it('turns a failure into a branch with allele, certificate and evidence', async () => {
    const genome = await MutationFixture.open();
    const file = await genome.uplinkCase();
    const before = genome.git('status', '--porcelain') + genome.git('rev-parse', 'HEAD', 'main');
    const result = await genome.mutate({ case: file });
    expect(result).toMatchObject({
      state: 'proposed',
      failure: 'unhealthy (check_neighbours)',
      verdict: { result: 'passed' },
      questions: [
        { chosen: false, verdict: { result: 'rejected', stage: 'static' } },
        { chosen: true, verdict: { result: 'passed' } },
      ],
    });
    expect(genome.git('status', '--porcelain') + genome.git('rev-parse', 'HEAD', 'main')).toBe(before);
    expect(genome.branches()).toEqual([result.branch?.name]);
    const files = genome.git('diff', '--name-status', 'main', result.branch!.name).trim().split('\n').sort();
    const at = `genome/bridge_uplink/${result.allele!}`;
    expect(files).toEqual(
      [`A\t${at}.evidence.json`, `A\t${at}.toml`, `A\t${at}.ts`, 'A\tgenome/bridge_uplink/graveyard.toml'].sort(),
    );
    const shown = (name: string): string => genome.git('show', `${result.branch!.name}:${name}`);
    expect(parseEvidence(shown(`${at}.evidence.json`), 'evidence').stages[3]).toMatchObject({
      checked: 1,
      status: 'passed',
    });
    expect(parseCertificate(shown(`${at}.toml`), 'certificate')).toMatchObject({
      origin: 'mutation',
      parents: [result.parent],
      generation: 1,
      promptedBy: caseDigest(JSON.parse(readFileSync(file, 'utf8')) as JsonObject),
      engine: { name: 'mock', model: 'fixture/2-announces.md', prompt: result.prompt },
    });
    expect(shown('genome/bridge_uplink/graveyard.toml')).toContain('sendGratuitousArp');
  });

  it('asks nobody again for the same failure', async () => {
    const genome = await MutationFixture.open();
    const first = await genome.mutate({ case: await genome.uplinkCase() });
    const again = await genome.mutate({ case: await genome.uplinkCase('br7') });
    expect(again).toMatchObject({
      state: 'already-proposed',
      branch: { ...first.branch, created: false },
      questions: [],
    });
    expect(genome.branches()).toHaveLength(1);
    expect(again.budget.spentToday).toEqual(first.budget.spentToday);
  });

  it('asks nobody when an allele of the pool is right on the case by now', async () => {
    const genome = await MutationFixture.open();
    const file = await genome.uplinkCase();
    const { branch, allele } = await genome.mutate({ case: file });
    genome.git('merge', '--quiet', branch!.name);
    expect(await genome.mutate({ case: file })).toMatchObject({ state: 'answered', allele, questions: [] });
    const means = (): ReturnType<typeof genome.means> => genome.means();
    const { report } = await answerCaptured(file, genome.request(), means);
    expect(report).toEqual({ state: 'answered', case: file, allele });
    const lost = await answerCaptured(file, genome.request({ base: 'nowhere' }), means);
    expect(lost.report).toMatchObject({ state: 'captured', case: file, error: { code: 'no-base-branch' } });
  });

  it('with --dry-run asks nobody and leaves nothing', async () => {
    const genome = await MutationFixture.open();
    const result = await genome.mutate({ case: await genome.uplinkCase(), dryRun: true });
    expect(result).toMatchObject({ state: 'dry-run', budget: { spentToday: { calls: 0 } } });
    const shown = await showPrompt(genome.request({ case: await genome.uplinkCase() }), {
      MY_TOKEN: 'gene bridge_uplink',
    });
    expect(shown.digest).toBe(result.prompt);
    for (const part of ['check_neighbours', 'What your allele will be put through', '[secret]', '"uplink": "eth2"']) {
      expect(shown.prompt).toContain(part);
    }
    expect(genome.branches()).toEqual([]);
  });
});
