import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { evidenceText, type Evidence } from '../../src/arena/evidence.ts';
import { publishLedger } from '../../src/evolution/evolve/fitness-branch.ts';
import { evidencePath } from '../../src/genome/allele-path.ts';
import { commitChanges } from '../../src/git/commit-changes.ts';
import type { Repository } from '../../src/git/repository.ts';
import { LedgerWriter } from '../../src/ledger/ledger-writer.ts';
import { sha256, type Sha256 } from '../../src/model/digest.ts';
import type { Timescale } from '../../src/model/timescale.ts';
import { projectRoot } from '../helpers/project-root.ts';
import { HistoryFixture } from '../organism/history/history-fixture.ts';

/** What strangers write where they hope that it runs. */
export const planted = {
  script: '</code></pre><script>document.title="owned"</script>',
  image: '"><img src=x onerror=alert(1)>',
  link: 'javascript:alert(document.domain)',
  /** Right-to-left override, and a zero-width space. */
  bidi: 'a\u202Eb\u200Bc',
};

const start = 1_780_000_000;

/** A genome with a history in which everything that can come from outside is hostile. */
export class DashboardFixture extends HistoryFixture {
  readonly locus = 'bridge_create';

  get ledger(): string {
    return path.join(this.root, '.sg', 'ledger');
  }

  /** Alleles, promotion, ledger, a host, a mutation's branch. Gives the promoted allele. */
  async story(): Promise<Sha256> {
    const repository = await this.begin();
    await this.edit('contracts/genes/bridge_create.sg', 'does:\n', `does:\n    ${planted.script} ${planted.link}\n`);
    this.commitAll(`prose ${planted.image}`);
    const mutant = await this.mutant();
    await this.change('promote', this.locus, mutant, { reason: `better ${planted.script}` });
    this.observe(mutant, 6, true);
    this.observe(this.seed(this.locus, 0), 4, false);
    await publishLedger(repository, this.ledger, 'fitness/rack-1');
    this.git('update-ref', `refs/heads/fitness/<b>bold`, 'HEAD');
    await this.proposal(mutant);
    return mutant;
  }

  /** The genome, with what is local left to the machine. */
  async begin(): Promise<Repository> {
    const repository = await this.genome();
    await this.put('.git/info/exclude', '.sg/\n');
    cpSync(path.join(projectRoot, 'contracts'), path.join(this.root, 'contracts'), { recursive: true });
    this.commitAll('all contracts');
    return repository;
  }

  async mutant(): Promise<Sha256> {
    const source = `// ${planted.script} ${planted.bidi}\n// ${planted.link}\nexport default async () => ({ success: true });\n`;
    const mutant = await this.born(this.locus, source, {
      origin: 'mutation',
      generation: 1,
      parents: [this.seed(this.locus, 0)],
      created: '2026-04-01T12:00:00Z',
      note: `Answers ${planted.image} ${planted.bidi}`,
      engine: { name: planted.image, model: planted.link },
      remote: { url: planted.link },
    });
    const file = evidencePath(this.locus, mutant);
    await this.commit(new Map([[file, evidenceText(this.evidence(mutant))]]), `evidence ${planted.script}`);
    return mutant;
  }

  evidence(candidate: Sha256): Evidence {
    const said = {
      outcome: 'ok' as const,
      output: { said: planted.script },
      refusal: null,
      kind: null,
      message: '',
      unhealthy: [],
    };
    const input = { bridge_name: planted.image };
    return {
      version: 1,
      locus: this.locus,
      candidate,
      incumbent: this.seed(this.locus, 0),
      verdict: { result: 'review', stage: null, reason: `Somebody says ${planted.image}` },
      stages: [
        {
          stage: 'worlds',
          status: 'failed',
          checked: 3,
          failures: [{ kind: planted.link, at: planted.bidi, message: planted.script }],
        },
      ],
      competition: null,
      differences: [
        {
          at: 'world 1',
          kind: 'fails-where-incumbent-works',
          input,
          incumbent: said,
          candidate: { ...said, outcome: 'gene-failure', kind: 'crash', message: planted.image },
        },
      ],
      counterexample: null,
      basis: {
        contracts: {},
        verification: {},
        others: [],
        arena: 1,
        mock: 1,
        seed: { value: planted.script, nonce: null },
        budget: { worlds: 3, faultWorlds: 0, pairs: 0 },
        alpha: { promote: '0.05', demote: '0.05', challenger: 1 },
        cases: [],
      },
    };
  }

  /** Runs of an allele, one a day, with verdicts on two timescales. */
  observe(allele: Sha256, runs: number, healthy: boolean, locus: string = this.locus): void {
    const writer = new LedgerWriter(this.ledger);
    for (let index = 0; index < runs; index += 1) {
      const run = `${allele.slice(0, 8)}-${index}`;
      const at = start + index * 86_400;
      const who = { run, attempt: 1, locus, allele };
      writer.add({ t: 'run', run, at, target: locus, phenotype: 'default', kernel: 'mock', pid: 1 });
      writer.add({
        t: 'intent',
        ...who,
        at,
        step: locus,
        contract: sha256('contract'),
        input: sha256(`input ${index}`),
      });
      writer.add({
        t: 'outcome',
        ...who,
        at,
        outcome: healthy ? 'ok' : 'gene-failure',
        operations: 1,
        error: planted.script,
      });
      for (const timescale of ['immediate', 'convergence'] satisfies Timescale[]) {
        writer.add({ t: 'verdict', ...who, at: at + 1, timescale, healthy });
      }
      writer.add({ t: 'end', run, at: at + 2, ok: healthy, rolledBack: !healthy });
    }
    writer.close();
  }

  /** A branch as `sg mutate --pr` leaves one. */
  async proposal(parent: Sha256): Promise<void> {
    const home = this.head();
    const source = `// ${planted.script}\nexport default async () => ({ success: false });\n`;
    const allele = await this.born(this.locus, source, { origin: 'mutation', generation: 2, parents: [parent] });
    const trailers = `Sg-Locus: ${this.locus}\nSg-Allele: ${allele}\nSg-Failure: ${planted.image}\nSg-Said: ${planted.link}`;
    await this.commit(new Map([['README.md', 'asks\n']]), `propose ${planted.script}\n\n${trailers}`);
    this.git('update-ref', 'refs/remotes/origin/mutation/bridge_create/0123456789ab', 'HEAD');
    this.git('reset', '--quiet', '--hard', home);
  }

  async commit(files: ReadonlyMap<string, string>, message: string): Promise<void> {
    if (this.repo === undefined) throw new Error('no repository yet');
    const changes = new Map([...files].map(([file, text]) => [file, new TextEncoder().encode(text)]));
    await commitChanges(this.repo, { ref: 'HEAD', changes, message: `${message}\n` });
  }

  /** The mark of this machine, as `sg push` leaves it. */
  markMachine(id: string): void {
    mkdirSync(path.join(this.root, '.sg'), { recursive: true });
    writeFileSync(path.join(this.root, '.sg', 'host-id'), `${id}\n`);
  }
}
