import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';

/** Whoever tells the story: a terminal, or a test that only listens. */
export interface Teller {
  chapter(title: string, told?: string): void;
  /** A command somebody gives, and what it printed. */
  scene(who: string, command: string, output: string): void;
  /** A step of a workflow begins. */
  step(job: string, step: string): void;
}

export interface Said {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Those who act in the story: people and hosts with a folder, an environment and a token of their own. */
export class Cast {
  readonly folder: string;
  /** Everything anybody printed. */
  readonly heard: string[] = [];
  readonly #root: string;
  readonly #teller: Teller;

  /** @param root folder of sg's package, built */
  constructor(folder: string, root: string, teller: Teller) {
    this.folder = folder;
    this.#root = root;
    this.#teller = teller;
  }

  /** What all machines of the story have in common. */
  get machine(): Record<string, string> {
    const npm = path.join(this.folder, 'npm');
    return {
      PATH: `${path.join(npm, 'bin')}:${path.dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
      HOME: path.join(this.folder, 'home'),
      NPM_CONFIG_PREFIX: npm,
      NPM_CONFIG_OFFLINE: 'true',
      NPM_CONFIG_UPDATE_NOTIFIER: 'false',
      SG_CACHE_DIR: path.join(this.folder, 'cache'),
      GIT_CONFIG_NOSYSTEM: '1',
      NO_COLOR: '1',
      LC_ALL: 'C',
    };
  }

  place(...parts: readonly string[]): string {
    const place = path.join(this.folder, ...parts);
    mkdirSync(place, { recursive: true });
    return place;
  }

  /** Runs sg for somebody; with `told` false, off stage. */
  async sg(who: Actor, args: readonly string[], told = true): Promise<Said> {
    const said = await this.#run(process.execPath, [path.join(this.#root, 'bin', 'run.js'), ...args], who);
    if (told) this.#teller.scene(who.name, `sg ${args.map(shown).join(' ')}`, said.stdout + said.stderr);
    return said;
  }

  async git(who: Actor, args: readonly string[], told = false): Promise<string> {
    const said = await this.#run('git', args, who);
    if (told) this.#teller.scene(who.name, `git ${args.map(shown).join(' ')}`, said.stdout);
    if (said.status !== 0) throw new Error(`git ${args.join(' ')} ended with ${String(said.status)}: ${said.stderr}`);
    return said.stdout;
  }

  #run(command: string, args: readonly string[], { folder, env }: Actor): Promise<Said> {
    return new Promise((resolve) => {
      const options = { cwd: folder, env: { ...this.machine, ...env }, timeout: 120_000 };
      const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
      let [stdout, stderr] = ['', ''];
      child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
      child.on('error', (error) => (stderr += error.message));
      child.on('close', (status) => {
        this.heard.push(stdout, stderr);
        resolve({ status: status ?? 70, stdout, stderr });
      });
    });
  }
}

export interface Actor {
  readonly name: string;
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

function shown(word: string): string {
  return /^[\w./:=@-]+$/.test(word) ? word : `'${word}'`;
}
