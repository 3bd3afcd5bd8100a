import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../helpers/project-root.ts';

const program = path.join(projectRoot, 'bin/run.js');

let folder: string;

/** A repository with two names to complete, and `sg` on the path. */
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sg-completion-'));
  execFileSync('git', ['init', '--quiet', folder]);
  for (const [kind, name] of [
    ['genes', 'link_up'],
    ['pathways', 'provision_bond'],
    ['topologies', 'rack'],
  ] as const) {
    mkdirSync(path.join(folder, 'contracts', kind), { recursive: true });
    writeFileSync(path.join(folder, 'contracts', kind, `${name}.sg`), '');
  }
  mkdirSync(path.join(folder, 'bin'));
  symlinkSync(program, path.join(folder, 'bin', 'sg'));
  for (const shell of ['bash', 'fish', 'zsh']) {
    writeFileSync(path.join(folder, shell), execFileSync(process.execPath, [program, 'completion', shell]));
  }
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function answer(shell: string, args: readonly string[]): string {
  const env = { PATH: `${folder}/bin:${process.env['PATH'] ?? ''}`, HOME: folder, LC_ALL: 'C.UTF-8', TERM: 'dumb' };
  const { stdout, stderr } = spawnSync(shell, args, { cwd: folder, env, encoding: 'utf8', timeout: 60_000 });
  expect(stderr).toBe('');
  return stdout;
}

function bash(line: string): readonly string[] {
  const script = `. ./bash; read -ra COMP_WORDS <<<"$1"; [[ "$1" == *" " ]] && COMP_WORDS+=("")
COMP_CWORD=$((\${#COMP_WORDS[@]}-1)); _sg; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return answer('bash', ['-c', script, '_', line]).split('\n').filter(Boolean).sort();
}

function fish(line: string): readonly string[] {
  const lines = answer('fish', ['-N', '-c', 'source ./fish; complete -C $argv[1]', line]).split('\n');
  return lines
    .map((each) => each.split('\t')[0] ?? '')
    .filter(Boolean)
    .sort();
}

/** What the line is after a tab, on a terminal of its own. */
function zsh(line: string): string {
  const script = `zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "PS1='> '; autoload -U compinit; compinit -u -D; . ./zsh; echo RE''ADY"
zpty -r z out '*READY*'
zpty -w -n z "$1"$'\\t'
sleep 1
zpty -w -n z $'\\n'
zpty -r -t z out '*$1*'
zpty -w z 'echo DO''NE'
zpty -r z rest '*DONE*'
print -r -- "$out$rest"`;
  return answer('zsh', ['-f', '-c', script, '_', line]);
}

function installed(shell: string): boolean {
  return spawnSync(shell, ['-c', 'exit 0']).status === 0;
}

const cases: readonly (readonly [line: string, expected: readonly string[]])[] = [
  ['sg recov', ['recover']],
  ['sg contract ', ['check', 'fmt', 'show', 'types']],
  ['sg run ', ['link_up', 'provision_bond']],
  ['sg run link_up --kernel ', ['iproute2', 'mock', 'networkmanager']],
  ['sg run link_up --dry', ['--dry-run']],
];

describe.runIf(installed('bash'))('bash completes', () => {
  test.each(cases)('%s', (line, expected) => {
    expect(bash(line)).toEqual(expected);
  });

  test('topologies', () => {
    expect(bash('sg plan ')).toEqual(['rack']);
  });
});

describe.runIf(installed('fish'))('fish completes (skipped where it is not installed)', () => {
  test.each(cases)('%s', (line, expected) => {
    expect(fish(line)).toEqual(expect.arrayContaining([...expected]));
  });
});

describe.runIf(installed('zsh'))('zsh completes (skipped where it is not installed)', () => {
  test.each([
    ['sg recov', 'recover'],
    ['sg contract fm', 'contract fmt'],
    ['sg run provision_b', 'run provision_bond'],
    ['sg run link_up --kernel ip', 'iproute2'],
  ])('%s', (line, expected) => {
    expect(zsh(line)).toContain(expected);
  });
});
