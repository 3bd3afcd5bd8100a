import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { evidenceText, parseEvidence } from '../../../src/arena/evidence.ts';
import { checkProposal, type ProposalCheck } from '../../../src/evolution/propose/check-proposal.ts';
import { checkReport, parseCheckReport } from '../../../src/evolution/propose/check-report.ts';
import { reportProposal } from '../../../src/evolution/propose/report-proposal.ts';
import { compiler } from '../../helpers/arena.ts';
import { projectRoot } from '../../helpers/project-root.ts';
import { MutationFixture } from '../mutate/mutation-fixture.ts';
import { ProposeFixture } from './propose-fixture.ts';

vi.setConfig({ testTimeout: 120_000 });
vi.stubEnv('SG_CACHE_DIR', path.join(projectRoot, 'node_modules', '.cache', 'sg-tests'));

interface Proposal {
  readonly genome: MutationFixture;
  readonly branch: string;
  readonly commit: string;
  /** Folder and first part of the allele's files. */
  readonly at: string;
}

async function proposed(): Promise<Proposal> {
  const genome = await MutationFixture.open();
  const { branch, allele } = await genome.mutate({ case: await genome.uplinkCase() });
  return { genome, branch: branch!.name, commit: branch!.commit, at: `genome/bridge_uplink/${allele!}` };
}

function check(genome: MutationFixture, head: string, branch?: string): Promise<ProposalCheck> {
  const named = branch === undefined ? {} : { branch };
  return checkProposal({
    start: genome.root,
    head,
    base: 'main',
    remote: 'origin',
    allowWeaker: true,
    compiler,
    workers: 1,
    ...named,
  });
}

/** What somebody with the right to push could make of a proposal; each starts from the honest one. */
const forgeries: readonly (readonly [name: string, expected: RegExp, forge: (proposal: Proposal) => void])[] = [
  [
    'better figures',
    /the evidence does not hold/i,
    ({ genome, at }) => {
      edit(genome, `${at}.evidence.json`, (text) => {
        const evidence = parseEvidence(text, 'evidence');
        const stages = evidence.stages.map((stage) => ({ ...stage, checked: stage.checked + 1 }));
        return evidenceText({ ...evidence, stages });
      });
    },
  ],
  [
    'the failure left out',
    /was not replayed/,
    ({ genome, at }) => {
      edit(genome, `${at}.evidence.json`, (text) => {
        const evidence = parseEvidence(text, 'evidence');
        return evidenceText({ ...evidence, basis: { ...evidence.basis, cases: [] } });
      });
    },
  ],
  [
    'a weaker opponent',
    /not what the base asks for/,
    ({ genome, at }) => {
      edit(genome, `${at}.evidence.json`, (text) => {
        const evidence = parseEvidence(text, 'evidence');
        const [other = ''] = evidence.basis.others;
        return evidenceText({ ...evidence, incumbent: other, basis: { ...evidence.basis, others: [] } });
      });
    },
  ],
  [
    'no evidence',
    /without evidence/,
    ({ genome, at }) => {
      genome.git('rm', '--quiet', `${at}.evidence.json`);
    },
  ],
  [
    'other bytes under its name',
    /allele-digest-mismatch/,
    ({ genome, at }) => {
      edit(genome, `${at}.ts`, (text) => `${text}// nothing to see\n`);
    },
  ],
  [
    'a contract that asks for less',
    /adds alleles and nothing else/,
    ({ genome }) => {
      edit(genome, 'contracts/genes/bridge_uplink.sg', (text) => text.replace(/^ {4}check_neighbours.*\n/m, ''));
    },
  ],
  [
    'a phenotype that expresses it',
    /adds alleles and nothing else/,
    ({ genome }) => {
      edit(genome, 'phenotypes/default.toml', (text) => `${text}\n`);
    },
  ],
  [
    'a workflow',
    /adds alleles and nothing else/,
    ({ genome }) => {
      writeFileSync(path.join(genome.root, '.gitattributes'), '* text\n');
    },
  ],
  [
    'another allele changed',
    /never changed or taken away/,
    ({ genome }) => {
      const [seed] = genome.repository.expressed('bridge_uplink');
      edit(genome, `genome/bridge_uplink/${seed!}.ts`, (text) => `${text}\n`);
    },
  ],
  [
    'a link in the place of its certificate',
    /no plain file/,
    ({ genome, at }) => {
      genome.git('rm', '--quiet', `${at}.toml`);
      symlinkSync('/etc/passwd', path.join(genome.root, `${at}.toml`));
    },
  ],
];

function edit(genome: MutationFixture, file: string, change: (text: string) => string): void {
  const target = path.join(genome.root, file);
  writeFileSync(target, change(readFileSync(target, 'utf8')));
}

describe('the check of a proposal', () => {
  it('holds for what mutate has made, read from git alone', async () => {
    const { genome, branch, commit } = await proposed();
    const found = await check(genome, branch);
    expect(found).toMatchObject({ head: commit, conclusion: 'success', faults: [], alleles: [{ problem: null }] });
    expect(genome.git('branch', '--show-current').trim()).toBe('main');
  });

  it('refuses every forgery', async () => {
    const { genome, branch } = await proposed();
    const at = `genome/bridge_uplink/${genome.git('log', '-1', '--format=%(trailers:key=Sg-Allele,valueonly)', branch).trim()}`;
    for (const [name, expected, forge] of forgeries) {
      genome.git('switch', '--quiet', '--force-create', 'forged', branch);
      forge({ genome, branch, commit: '', at });
      genome.git('add', '--all');
      genome.git('commit', '--quiet', '--message=forged');
      const found = await check(genome, 'forged');
      expect(found.conclusion, name).toBe('failure');
      expect(checkReport(found).summary, name).toMatch(expected);
      genome.git('switch', '--quiet', 'main');
    }
  });

  it('is no success where an allele nobody judged comes along with one that holds', async () => {
    const { genome, branch } = await proposed();
    genome.git('switch', '--quiet', '--create', 'guest', branch);
    const [host = ''] = genome.repository.expressed('bridge_create');
    const guest = genome.repository.allele('bridge_create', 'export default () => ({ success: true });\n');
    const certificate = readFileSync(genome.repository.file('genome', 'bridge_create', `${host}.toml`), 'utf8');
    writeFileSync(genome.repository.file('genome', 'bridge_create', `${guest}.toml`), certificate.replace(host, guest));
    genome.git('add', '--all');
    genome.git('commit', '--quiet', '--message=and one more');
    const found = await check(genome, 'guest', 'guest');
    expect(found.alleles.map(({ problem, evidence }) => [problem, evidence === null])).toEqual([
      [null, true],
      [null, false],
    ]);
    expect(found.conclusion).toBe('neutral');
    expect(checkReport(found).title).toMatch(/without evidence/);
  });

  it('has nothing against people who change a contract on a branch of their own', async () => {
    const { genome } = await proposed();
    genome.git('switch', '--quiet', '--create', 'words');
    edit(genome, 'contracts/genes/bridge_uplink.sg', (text) => `${text}\n`);
    genome.git('commit', '--quiet', '--all', '--message=words');
    expect(await check(genome, 'words', 'words')).toMatchObject({ conclusion: 'neutral', faults: [] });
    expect(await check(genome, 'words', 'mutation/bridge_uplink/x')).toMatchObject({ conclusion: 'failure' });
  });
});

describe('the report of a check', () => {
  it('is a check on the commit it is about and on no other', async () => {
    const fixture = await ProposeFixture.open();
    const { genome, forge } = fixture;
    const result = await fixture.propose({ case: await genome.uplinkCase() });
    const report = checkReport(await check(genome, result.branch!.name));
    expect(parseCheckReport(JSON.stringify(report))).toEqual(report);
    const file = path.join(genome.root, '.sg', 'check.json');
    writeFileSync(file, JSON.stringify(report));
    const env = { GITHUB_TOKEN: forge.token, GITHUB_API_URL: forge.apiUrl };
    const github = { unpaced: true, backOffMs: 20, timeoutMs: 10_000 };
    const request = { start: genome.root, file, head: report.head, remote: 'origin', env, github };
    await reportProposal(request);
    await reportProposal(request);
    expect(forge.state.checks).toMatchObject([{ name: 'sg arena', headSha: report.head, conclusion: 'success' }]);
    const other = { ...request, head: 'a'.repeat(40) };
    await expect(reportProposal(other)).rejects.toMatchObject({ code: 'check-of-another-commit' });
    writeFileSync(file, JSON.stringify({ ...report, conclusion: 'excellent' }));
    await expect(reportProposal(request)).rejects.toMatchObject({ code: 'check-report-invalid' });
  });
});
