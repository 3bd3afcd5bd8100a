import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { projectRoot } from '../helpers/project-root.ts';

/** The version a program says it has; `undefined` where it is not installed. */
export function versionOf(program: string, ...asked: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(program, [...asked, '--version'], { encoding: 'utf8' });
  return status === 0 ? /\d+(\.\d+)+/.exec(stdout)?.[0] : undefined;
}

/** @param version a program's own, in numbers and dots */
export function isAtLeast(version: string, ...wanted: readonly number[]): boolean {
  const found = version.split('.').map(Number);
  const index = wanted.findIndex((number, place) => number !== (found[place] ?? 0));
  return index === -1 || (found[index] ?? 0) > (wanted[index] ?? 0);
}

/** What docs/editors.md says to put into an editor's settings: the blocks of a language below a heading. */
export function blocksFor(editor: string, language: string): readonly string[] {
  const page = readFileSync(path.join(projectRoot, 'docs/editors.md'), 'utf8');
  const [section = ''] = page.split(`\n## ${editor}\n`)[1]?.split('\n## ') ?? [];
  return [...section.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map(([, block = '']) => block);
}

export const pathway = 'contracts/pathways/provision_management_bridge.sg';
export const gene = 'contracts/genes/bridge_uplink.sg';

/** Somebody's machine: a home, `sg` on the path, and a genome whose pathway names a parameter wrongly. */
export class Desk {
  readonly home = mkdtempSync(path.join(tmpdir(), 'sg-editor-'));
  readonly genome = path.join(this.home, 'genome');
  readonly #servers = path.join(this.home, 'servers');

  constructor() {
    onTestFinished(() => {
      rmSync(this.home, { recursive: true, force: true });
    });
    cpSync(path.join(projectRoot, 'contracts'), path.join(this.genome, 'contracts'), { recursive: true });
    spawnSync('git', ['init', '--quiet', this.genome]);
    this.write(pathway, this.read(pathway).replace('uplink = {interface}', 'uplink = {interfac}'));
    const program = `#!/bin/sh\necho $$ >> "${this.#servers}"\nexec "${process.execPath}" "${projectRoot}/bin/dev.js" "$@"\n`;
    this.put('bin/sg', program, 0o755);
  }

  /** A file in the home. */
  put(name: string, text: string, mode = 0o644): string {
    const file = path.join(this.home, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text, { mode });
    return file;
  }

  read(file: string): string {
    return readFileSync(path.join(this.genome, file), 'utf8');
  }

  write(file: string, text: string): void {
    writeFileSync(path.join(this.genome, file), text);
  }

  get environment(): NodeJS.ProcessEnv {
    const { PATH = '' } = process.env;
    return {
      PATH: `${this.home}/bin:${PATH}`,
      HOME: this.home,
      TERM: 'xterm-256color',
      LANG: 'C.UTF-8',
      SG_SEEN: path.join(this.home, 'seen'),
    };
  }

  /** Runs an editor that does what a script says; gives what the script wrote down. */
  async edit(program: string, args: readonly string[], input = ''): Promise<unknown> {
    const child = spawn(program, args, { cwd: this.genome, env: this.environment, timeout: 150_000 });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (said += text));
    }
    child.stdin.end(input);
    await new Promise((resolve, reject) => child.on('close', resolve).on('error', reject));
    const seen = path.join(this.home, 'seen');
    if (!existsSync(seen)) throw new Error(`${program} wrote nothing down: ${said}`);
    return JSON.parse(readFileSync(seen, 'utf8'));
  }

  /** Language servers that were started, and those of them that still run. */
  servers(): { readonly started: number; readonly running: number } {
    const ids = existsSync(this.#servers) ? readFileSync(this.#servers, 'utf8').trim().split('\n').map(Number) : [];
    return { started: ids.length, running: ids.filter(runs).length };
  }
}

function runs(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch {
    return false;
  }
}
