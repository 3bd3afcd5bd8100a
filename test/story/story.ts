import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startForge, type Forge } from '../github/forge/forge.ts';
import { projectRoot } from '../helpers/project-root.ts';
import { runWorkflow, type WorkflowEvent, type WorkflowResult } from '../workflows/runner/run-workflow.ts';
import { Cast, type Actor, type Said, type Teller } from './cast.ts';
import { moveInput, rackWorld, type Move } from './rack.ts';

const locus = 'bridge_uplink';
const shownMove: Move = { from: 'eth1', to: 'eth2' };

/** Planted wherever a secret may stand; nobody may ever say one. */
const plantedKey = 'sk-ant-planted-0123456789abcdef';

export interface StoryOptions {
  /** Stays, so that one can look at it. */
  readonly folder: string;
  readonly teller: Teller;
  /** Folder of sg's package, built. */
  readonly root?: string;
}

/**
 * One failure on one host, and what comes of it, with the built sg, real git over HTTP, a stand-in for GitHub's API and the
 * workflows' steps as they are written. Each method is one chapter; they are told in their order.
 */
export class Story {
  readonly cast: Cast;
  readonly forge: Forge;
  readonly person: Actor;
  readonly hosts: readonly [Actor, Actor, Actor];
  /** What workflows printed. */
  readonly logs: string[] = [];
  readonly secrets: readonly string[];
  readonly #teller: Teller;
  readonly #root: string;

  static async begin({ folder, teller, root = projectRoot }: StoryOptions): Promise<Story> {
    return new Story(await startForge(), new Cast(folder, root, teller), teller, root);
  }

  private constructor(forge: Forge, cast: Cast, teller: Teller, root: string) {
    this.forge = forge;
    this.cast = cast;
    this.#teller = teller;
    this.#root = root;
    for (const name of ['arena.yml', 'mutate.yml']) forge.state.workflows.add(name);
    const host = (name: string): Actor => {
      const token = `host-token-${name}`;
      forge.grant(token, { contents: 'write' });
      return { name, folder: cast.place('hosts', name), env: { SG_TOKEN: token, SG_HOST: name } };
    };
    this.hosts = [host('rack-12'), host('rack-13'), host('rack-14')];
    this.person = { name: 'person', folder: cast.place('genome'), env: person(forge) };
    cast.place('home');
    cast.place('worlds');
    this.secrets = [forge.token, plantedKey, ...this.hosts.map(({ env }) => env['SG_TOKEN'] ?? '')];
  }

  /** A genome repository, on the forge, and published to hosts. */
  async repository(): Promise<void> {
    this.#teller.chapter(
      'A genome repository',
      'sg init makes it; main goes to the forge, and a workflow publishes it.',
    );
    const { cast, person: who } = this;
    await expectDone(cast.sg(who, ['init']));
    cpSync(path.join(projectRoot, 'fixtures', 'mutations'), path.join(who.folder, 'fixtures', 'mutations'), {
      recursive: true,
    });
    writeFileSync(path.join(who.folder, '.github', 'sg-package'), `${this.#root}\n`);
    await this.#commit('Fixtures for the mock engine; sg as it is built here');
    await cast.git(who, ['remote', 'add', 'origin', this.forge.remote]);
    await this.#push();
    await this.workflow('publish', { name: 'push' });
  }

  /** The host takes what is published, moves an uplink, and finds that nothing it has can do it. */
  async failure(): Promise<Said> {
    const [host] = this.hosts;
    this.#teller.chapter(
      'A host fails',
      'Its uplink moves to another port of the same switch. At once all looks well. Within the window nobody gets through:\n' +
        'the switch still sends to the old port. Everything is undone, and the failure is kept as a case.',
    );
    await expectDone(this.cast.sg(host, ['pull', '--remote', this.forge.remote]));
    return this.move(host, shownMove);
  }

  async move(host: Actor, move: Move, told = true): Promise<Said> {
    const world = await rackWorld(this.cast.place('worlds', host.name), move);
    return this.cast.sg(host, ['run', locus, '--world', world, '--input', moveInput(move)], told);
  }

  async pushLedger(host: Actor): Promise<void> {
    await expectDone(this.cast.sg(host, ['push']));
  }

  /** An engine writes, the arena judges, the best becomes a pull request; the arena workflow makes its evidence again. */
  async proposal(): Promise<void> {
    this.#teller.chapter(
      'Somebody asks for a better answer',
      'The mutate workflow reads the cases on fitness/*, asks an engine (here: one that reads from fixtures), and puts every\n' +
        'answer through the arena. The first answer calls an operation that does not exist; the second tells the network.',
    );
    await this.workflow('mutate', { name: 'workflow_dispatch', inputs: { locus, engine: 'mock' } });
  }

  /** What `sg mutate --pr` has started by name. */
  async check(): Promise<void> {
    this.#teller.chapter(
      'The arena workflow judges the pull request',
      'Without a secret, from digests alone: the same bytes again, or no merge.',
    );
    const asked = this.forge.state.dispatches.at(-1);
    if (asked?.workflow !== 'arena.yml') throw new Error('The arena workflow was not started.');
    await this.workflow('arena', { name: 'workflow_dispatch', inputs: asked.inputs as Record<string, string> });
  }

  /** Somebody takes the proposal and lets its allele do nothing, under its own name and with the evidence of the other. */
  async forgery(): Promise<{ readonly head: string; readonly result: WorkflowResult }> {
    const { cast, person: who } = this;
    const branch = this.forge.state.pulls[0]?.head ?? '';
    const [folder, text] = [`genome/${locus}`, 'export default async function execute(input) { return input; }\n'];
    await cast.git(who, ['fetch', '--quiet', 'origin', branch]);
    await cast.git(who, ['checkout', '--quiet', '-B', 'mutation/forged/000000000000', 'FETCH_HEAD']);
    const added = await cast.git(who, [
      'diff',
      '--name-only',
      '--diff-filter=A',
      'main',
      'HEAD',
      '--',
      `${folder}/*.ts`,
    ]);
    writeFileSync(path.join(who.folder, added.trim()), text);
    await this.#commit('Nothing to see here');
    await cast.git(who, ['push', '--quiet', 'origin', 'HEAD']);
    const head = (await cast.git(who, ['rev-parse', 'HEAD'])).trim();
    await cast.git(who, ['checkout', '--quiet', 'main']);
    const inputs = { number: '2', branch: 'mutation/forged/000000000000', head };
    return { head, result: await this.start('arena', { name: 'workflow_dispatch', inputs }) };
  }

  /** A person reads, merges, and lets hosts fall back on it. */
  async merge(): Promise<string> {
    this.#teller.chapter(
      'A person reads the pull request and merges it',
      'Merging puts the allele into the pool. The person also names it as one to fall back on: only then do hosts get it.',
    );
    const pull = this.forge.state.pulls[0];
    if (pull === undefined) throw new Error('There is no pull request.');
    writeFileSync(path.join(this.cast.folder, 'pull-request.md'), `# ${pull.title}\n\n${pull.body ?? ''}\n`);
    const { owner, repo } = this.forge.state.place;
    const merged = await fetch(`${this.forge.apiUrl}/repos/${owner}/${repo}/pulls/${String(pull.number)}/merge`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${this.forge.token}` },
      body: JSON.stringify({ sha: await this.forge.state.git.sha(pull.head) }),
    });
    if (!merged.ok) throw new Error(`The merge was refused: ${String(merged.status)}`);
    await this.#fetch();
    const allele = await this.#newAllele();
    const why = 'the arena passed it; let hosts try it';
    await expectDone(this.cast.sg(this.person, ['promote', locus, allele.slice(0, 12), '--fallback', '--reason', why]));
    await this.#push();
    await this.workflow('publish', { name: 'push' });
    return allele;
  }

  /** Hosts take it; where the old ones fail, it answers. */
  async rescues(): Promise<readonly Said[]> {
    this.#teller.chapter(
      'Hosts fall back on it, and it wins',
      'Three hosts pull. Wherever the dominant allele and the next one fail, the new one answers the very same input.\n' +
        'What it was made from does not count for it; other moves do.',
    );
    const all: Said[] = [];
    const [first, ...others] = this.hosts;
    await expectDone(this.cast.sg(first, ['pull']));
    for (const host of others) await expectDone(this.cast.sg(host, ['pull', '--remote', this.forge.remote], false));
    all.push(await this.move(first, shownMove));
    const night = async (host: Actor): Promise<void> => {
      for (const move of otherMoves) all.push(await this.move(host, move, false));
    };
    await Promise.all(this.hosts.map(night));
    for (const host of this.hosts) await this.pushLedger(host);
    return all;
  }

  async evolution(atOnce = 1): Promise<void> {
    this.#teller.chapter(
      'Evolve decides',
      'The evolve workflow reads the ledgers of all hosts and counts only the inputs on which the two alleles differ. What\n' +
        'is left without any one of the hosts must be enough. It promotes by a commit that says on what it rests.',
    );
    const event = { name: 'workflow_dispatch', inputs: { phenotype: 'default' } } as const;
    await Promise.all(Array.from({ length: atOnce }, () => this.workflow('evolve', event)));
    await this.#fetch();
  }

  /** Why things are as they are, from git alone. */
  async epilogue(): Promise<readonly Said[]> {
    this.#teller.chapter('Why it is so, from git alone');
    const [host] = this.hosts;
    const { cast, person: who } = this;
    await cast.git(who, ['log', '-1', '--format=%an%n%n%B'], true);
    await cast.git(who, ['fetch', '--quiet', 'origin', '+refs/heads/fitness/*:refs/heads/fitness/*']);
    const verified = await cast.sg(who, ['evolve', 'verify', 'HEAD']);
    const log = await cast.sg(who, ['log', locus]);
    await expectDone(cast.sg(host, ['pull']));
    const run = await this.move(host, shownMove);
    return [verified, log, run];
  }

  /** Every message and every line that any branch ever had. */
  async allOfGit(): Promise<string> {
    await this.cast.git(this.person, ['fetch', '--quiet', 'origin', '+refs/heads/*:refs/all/*']);
    return this.cast.git(this.person, ['log', '--all', '-p', '--format=%H %an %B']);
  }

  async end(): Promise<void> {
    const { cast, person: who, forge } = this;
    await cast.git(who, ['fetch', '--quiet', 'origin', '+refs/heads/*:refs/remotes/origin/*']);
    await forge.close();
  }

  /** Carries a workflow out to its good end. */
  async workflow(name: string, event: WorkflowEvent): Promise<WorkflowResult> {
    const result = await this.start(name, event);
    if (!result.ok) throw new Error(`The workflow ${name} failed:\n${result.log.slice(-6000)}`);
    for (const { summary } of result.jobs.values()) {
      if (summary !== '') this.#teller.scene('GitHub', `summary of ${name}`, summary);
    }
    return result;
  }

  /** The same to whatever end. */
  async start(name: string, event: WorkflowEvent): Promise<WorkflowResult> {
    const result = await runWorkflow(path.join(projectRoot, '.github', 'workflows', `${name}.yml`), {
      forge: this.forge,
      event,
      machine: this.cast.machine,
      secrets: { ANTHROPIC_API_KEY: plantedKey },
      watch: (job, step) => {
        this.#teller.step(`${name} / ${job}`, step);
      },
    });
    this.logs.push(result.log);
    return result;
  }

  async #fetch(): Promise<void> {
    await this.cast.git(this.person, ['fetch', '--quiet', 'origin', 'main']);
    await this.cast.git(this.person, ['reset', '--quiet', '--hard', 'FETCH_HEAD']);
  }

  async #push(): Promise<void> {
    await this.cast.git(this.person, ['push', '--quiet', 'origin', 'main']);
  }

  async #commit(message: string): Promise<void> {
    await this.cast.git(this.person, ['add', '--all']);
    await this.cast.git(this.person, ['commit', '--quiet', '-m', message]);
  }

  async #newAllele(): Promise<string> {
    const names = await this.cast.git(this.person, ['ls-tree', '--name-only', 'HEAD', `genome/${locus}/`]);
    const alleles = [...names.matchAll(/([0-9a-f]{64})\.ts$/gm)].map(([, digest = '']) => digest);
    const before = readFileSync(path.join(this.person.folder, 'phenotypes', 'default.toml'), 'utf8');
    const found = alleles.filter((digest) => !before.includes(digest));
    if (found.length !== 1) throw new Error(`Expected one new allele, found ${String(found.length)}.`);
    return found[0] ?? '';
  }
}

const otherMoves: readonly Move[] = [
  { from: 'eth2', to: 'eth3' },
  { from: 'eth3', to: 'eth4' },
  { from: 'eth4', to: 'eth1' },
  { from: 'eth1', to: 'eth3' },
  { from: 'eth2', to: 'eth4' },
  { from: 'eth3', to: 'eth1' },
];

function person(forge: Forge): Record<string, string> {
  const name = Object.fromEntries(
    ['AUTHOR', 'COMMITTER'].flatMap((role) => [
      [`GIT_${role}_NAME`, 'Ada'],
      [`GIT_${role}_EMAIL`, 'ada@example.com'],
    ]),
  ) as Record<string, string>;
  const basic = Buffer.from(`ada:${forge.token}`).toString('base64');
  return {
    ...name,
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `http.${forge.url}/.extraheader`,
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
  };
}

async function expectDone(said: Promise<Said>): Promise<void> {
  const { status, stdout, stderr } = await said;
  if (status !== 0) throw new Error(`sg ended with ${String(status)}:\n${stdout}${stderr}`);
}
