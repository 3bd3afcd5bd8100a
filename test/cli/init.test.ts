import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sg } from '../helpers/sg.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sg-init-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function git(...args: string[]): string {
  return execFileSync('git', ['-C', path.join(folder, 'genome'), ...args], { encoding: 'utf8' });
}

describe('sg init DIR', () => {
  test('makes a repository that git finds sound and in which the main job runs', async () => {
    const made = await sg(['init', 'genome', '--json'], { cwd: folder });
    expect(made.status).toBe(0);
    expect(made.json()).toMatchObject({ ok: true, fresh: true });
    expect(git('status', '--porcelain')).toBe('');
    git('fsck', '--strict');
    const cwd = path.join(folder, 'genome');
    const input = '{"bridge_name": "br0", "interfaces": ["eth1"]}';
    expect((await sg(['run', 'provision_management_bridge', '--input', input], { cwd })).status).toBe(0);
    expect((await sg(['run', 'health_check_bridge', '--input', '{"bridge_name": "br0"}'], { cwd })).status).toBe(0);
    expect(git('status', '--porcelain')).toBe('');
  });

  test('tells the story in git log and git blame', async () => {
    await sg(['init', 'genome'], { cwd: folder });
    const log = git('log', '--format=%s%n%(trailers:key=Sg-Locus,valueonly)');
    expect(log).toMatch(/bridge_create: express [0-9a-f]{12}/);
    const blame = git('blame', '--line-porcelain', 'phenotypes/default.toml');
    const loci =
      readFileSync(path.join(folder, 'genome/phenotypes/default.toml'), 'utf8').match(/^\[loci\.\w+\]$/gm) ?? [];
    const summaries = new Set(blame.match(/^summary .*: express .*$/gm));
    expect(loci.length).toBeGreaterThan(10);
    expect(summaries.size).toBe(loci.length);
  });

  test('changes nothing the second time', async () => {
    await sg(['init', 'genome'], { cwd: folder });
    const head = git('rev-parse', 'HEAD');
    const again = await sg(['init', 'genome', '--json'], { cwd: folder });
    expect(again.json()).toMatchObject({ ok: true, fresh: false, commits: [] });
    expect(git('rev-parse', 'HEAD')).toBe(head);
  });

  test('plans without writing on a dry run', async () => {
    const planned = await sg(['init', 'genome', '--dry-run'], { cwd: folder });
    expect(planned.status).toBe(0);
    expect(planned.stdout).toContain('Contracts of the network genome');
    expect(existsSync(path.join(folder, 'genome'))).toBe(false);
  });

  test('in an existing repository registers what is missing and keeps what evolved', async () => {
    await sg(['init', 'genome'], { cwd: folder });
    const file = path.join(folder, 'genome/phenotypes/default.toml');
    const text = readFileSync(file, 'utf8');
    const evolved = text
      .replace(/\n\[loci\.bridge_stp\][\s\S]*?(?=\n\[loci)/, '')
      .replace(
        /(\[loci\.bridge_create\]\ndominant = ")([0-9a-f]{64})("\nfallback = \[\n {2}")([0-9a-f]{64})/,
        '$1$4$3$2',
      );
    expect(evolved).not.toBe(text);
    writeFileSync(file, evolved);
    git('rm', '-q', 'genome/bridge_stp/contract.d.ts');
    git('commit', '-qam', 'evolved');
    expect((await sg(['init'], { cwd: path.join(folder, 'genome') })).status).toBe(0);
    const completed = readFileSync(file, 'utf8');
    expect(completed).toContain('[loci.bridge_stp]');
    expect(completed).toContain(/\[loci\.bridge_create\]\ndominant = "[0-9a-f]{64}"/.exec(evolved)![0]);
    expect(existsSync(path.join(folder, 'genome/genome/bridge_stp/contract.d.ts'))).toBe(true);
    expect(git('status', '--porcelain')).toBe('');
  });

  test('does not run over uncommitted work', async () => {
    await sg(['init', 'genome'], { cwd: folder });
    const file = path.join(folder, 'genome/phenotypes/default.toml');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/\n\[loci\.bridge_stp\][\s\S]*?(?=\n\[loci)/, ''));
    git('commit', '-qam', 'without bridge_stp');
    appendFileSync(file, '\n# somebody is writing here\n');
    const head = git('rev-parse', 'HEAD');
    const refused = await sg(['init', '--json'], { cwd: path.join(folder, 'genome') });
    expect(refused.status).toBe(2);
    expect(refused.json()).toMatchObject({ ok: false, error: { code: 'uncommitted-changes' } });
    expect(git('rev-parse', 'HEAD')).toBe(head);
    expect(readFileSync(file, 'utf8')).toContain('# somebody is writing here');
  });

  test('makes a folder inside another repository one of its own', async () => {
    execFileSync('git', ['init', '-q', folder]);
    await sg(['init', 'genome'], { cwd: folder });
    expect(existsSync(path.join(folder, 'genome/.git'))).toBe(true);
    expect(existsSync(path.join(folder, 'contracts'))).toBe(false);
  });
});
