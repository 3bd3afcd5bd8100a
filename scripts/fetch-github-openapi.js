// Fetches GitHub's OpenAPI description, which the double in test/github is judged by. The package is 400 MB when installed,
// so it is no dependency: its archive is fetched once, one file of it is kept, and its digest is checked.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const packageName = '@octokit/openapi@23.0.2';
const member = 'package/generated/api.github.com.json';
const sha256 = '829b4bebb19a53133289f7b0bc819f4f1118115821db2ca9f25e9ee995a7da2a';
const folder = path.join(import.meta.dirname, '..', 'node_modules', '.cache', 'github-openapi');
const file = path.join(folder, 'api.github.com.json');

function digest(of) {
  return createHash('sha256').update(readFileSync(of)).digest('hex');
}

function fetchDescription() {
  const scratch = mkdtempSync(path.join(tmpdir(), 'sg-openapi-'));
  try {
    const options = { cwd: scratch, encoding: 'utf8', timeout: 300_000, stdio: ['ignore', 'pipe', 'inherit'] };
    const [{ filename }] = JSON.parse(execFileSync('npm', ['pack', '--json', packageName], options));
    execFileSync('tar', ['xzf', path.basename(filename), member], options);
    const found = digest(path.join(scratch, member));
    if (found !== sha256)
      throw new Error(`${packageName} holds another description: expected ${sha256}, got ${found}.`);
    mkdirSync(folder, { recursive: true });
    execFileSync('cp', [path.join(scratch, member), `${file}.new`]);
    renameSync(`${file}.new`, file);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

if (existsSync(file) && digest(file) === sha256) console.log('The description is here already.');
else fetchDescription();
