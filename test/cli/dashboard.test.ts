import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { projectRoot } from '../helpers/project-root.ts';
import { sg } from '../helpers/sg.ts';

test('sg dashboard serves until it is interrupted, and ends with 0', async () => {
  const child = spawn(process.execPath, [path.join(projectRoot, 'bin/run.js'), 'dashboard', '--port', '0', '--json'], {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  const { ok, url } = JSON.parse(line) as { ok: boolean; url: string };
  expect(ok).toBe(true);
  expect(await (await fetch(url)).text()).toContain('<h1>Overview</h1>');
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('sg dashboard --export says what it wrote, and where it will not write', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sg-test-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  writeFileSync(path.join(folder, 'letter.txt'), 'dear');
  const refused = await sg(['dashboard', '--export', folder], { cwd: projectRoot });
  expect(refused.status).toBe(2);
  expect(refused.stderr).toContain('export-folder-not-ours');
  const site = path.join(folder, 'site');
  const written = (await sg(['dashboard', '--export', site, '--json'], { cwd: projectRoot })).json();
  expect(written).toMatchObject({ ok: true, folder: site });
  expect(written['pages']).toBeGreaterThan(40);
  expect(existsSync(path.join(site, 'index.html'))).toBe(true);
});
