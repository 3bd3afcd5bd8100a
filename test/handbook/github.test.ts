import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { projectRoot } from '../helpers/project-root.ts';
import { structured } from '../mutation/doubles/anthropic.ts';
import { llmServer } from '../mutation/doubles/llm-server.ts';
import { Cast } from '../story/cast.ts';
import { readWorkflow, type Workflow } from '../workflows/runner/workflow.ts';
import { GitHubPart } from './github-part.ts';
import { blocksOf, cuesOf, scriptOf, type Block } from './page.ts';
import { Shell } from './shell.ts';

const page = 'docs/github.md';
const workflows = path.join(projectRoot, '.github', 'workflows');

/** What is typed where the page reads it without an echo, and what is kept in environments. */
const secrets = {
  SG_TOKEN: 'host-token-0123456789abcdef',
  GITHUB_TOKEN: 'person-token-0123456789abcdef',
  publisher: 'publisher-token-0123456789abcdef',
  engine: 'sk-ant-planted-0123456789abcdef',
};

function answer(name: string): string {
  return readFileSync(path.join(projectRoot, 'fixtures', 'mutations', 'bridge_uplink', name), 'utf8');
}

/** A machine with sg and nothing else of ours; git asks for no password, because a helper of the person's knows it. */
function machineOf(folder: string): Record<string, string> {
  const quiet = { chapter: () => undefined, scene: () => undefined, step: () => undefined };
  const cast = new Cast(folder, projectRoot, quiet);
  cast.place('home');
  return { ...cast.machine, GIT_TERMINAL_PROMPT: '0' };
}

function personOf(folder: string, machine: Record<string, string>, part: GitHubPart): Record<string, string> {
  const bin = path.join(folder, 'bin');
  mkdirSync(bin);
  symlinkSync(path.join(projectRoot, 'bin', 'run.js'), path.join(bin, 'sg'));
  const basic = Buffer.from(`ada:${part.forge.token}`).toString('base64');
  return {
    ...machine,
    PATH: `${bin}:${machine['PATH'] ?? ''}`,
    ...Object.fromEntries(['GIT_AUTHOR_NAME', 'GIT_COMMITTER_NAME'].map((name) => [name, 'Ada'])),
    ...Object.fromEntries(['GIT_AUTHOR_EMAIL', 'GIT_COMMITTER_EMAIL'].map((name) => [name, 'ada@example.org'])),
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `http.${part.forge.url}/.extraheader`,
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
  };
}

/** The registry's part: the package that `sg init` has named is what is built here. Everything else npm does itself. */
function withRegistry(folder: string, machine: Record<string, string>): Record<string, string> {
  const { name, version } = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  const bin = path.join(folder, 'registry');
  mkdirSync(bin);
  const script = `#!/bin/bash
PATH=\${PATH//"${bin}:"/}
exec npm "\${@/#${name}@${version}/${projectRoot}}"
`;
  writeFileSync(path.join(bin, 'npm'), script);
  chmodSync(path.join(bin, 'npm'), 0o755);
  return { ...machine, PATH: `${bin}:${machine['PATH'] ?? ''}` };
}

/** Addresses of the page, at the stand-in. */
function atForge(block: Block, { forge }: GitHubPart): Block {
  const commands = block.commands
    .replaceAll('https://api.github.com/', `${forge.apiUrl}/`)
    .replaceAll('https://github.com/', `${forge.url}/`);
  return { ...block, commands };
}

function typedIn({ commands }: Block): readonly string[] {
  return [...commands.matchAll(/^read -rs (\w+)$/gm)].map(([, name]) => secrets[name as keyof typeof secrets]);
}

test('a stranger gets from an empty directory to a mutation that was merged and holds on the host', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sg-stranger-'));
  const machine = machineOf(folder);
  // The first answer calls an operation that does not exist, and the arena says so.
  const llm = await llmServer(['1-invented-operation.md', '2-announces.md'].map((name) => structured(answer(name))));
  const part = await GitHubPart.open({
    folder,
    machine: withRegistry(folder, machine),
    publisher: secrets.publisher,
    environments: {
      mutation: { secrets: { ANTHROPIC_API_KEY: secrets.engine }, vars: { ANTHROPIC_BASE_URL: llm.address } },
      publication: { secrets: { SG_PUSH_TOKEN: secrets.publisher }, vars: {} },
    },
  });
  const { forge } = part;
  forge.grant(secrets.SG_TOKEN, { contents: 'write' }, 'host');
  forge.grant(secrets.GITHUB_TOKEN, { actions: 'write' });
  const cwd = path.join(folder, 'work');
  mkdirSync(cwd);
  const shell = new Shell(folder, { cwd, env: personOf(folder, machine, part) });
  onTestFinished(async () => {
    shell.close();
    await forge.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const blocks = blocksOf(page).filter(({ words }) => words.includes('github'));
  const printed = new Map<string, string>();
  for (const piece of [...blocks, ...cuesOf(page)].sort((a, b) => a.line - b.line)) {
    if ('cue' in piece) await part.play(piece.cue);
    else printed.set(piece.commands, await shell.run(scriptOf([atForge(piece, part)]), typedIn(piece)));
  }

  const [pull, ...others] = forge.state.pulls;
  expect(others).toEqual([]);
  expect(pull).toMatchObject({ merged: true, labels: ['sg', 'locus:bridge_uplink', 'risk:medium'] });
  const digest = /genome\/bridge_uplink\/([0-9a-f]{64})\.ts/.exec(
    await forge.state.git.git('diff', '--name-only', '--diff-filter=A', 'main~2', 'main', '--', 'genome/*.ts'),
  )?.[1];
  expect(digest).toBeDefined();
  // The worlds of the arena are drawn by each repository's own nonce: in most of them the proof is enough to be dominant.
  expect(await forge.state.git.git('log', '-1', '--format=%s', 'main')).toMatch(
    /^bridge_uplink: (promote|fall back on) /,
  );
  expect(await forge.state.git.git('ls-tree', '-r', '--name-only', 'phenotype/default')).toContain(digest);
  expect(printed.get(blocks.at(-1)!.commands)).toContain(digest?.slice(0, 12));
  expect(forge.contradictions).toEqual([]);
  const { pulls, comments, checks } = forge.state;
  const everything = [shell.said, ...part.logs, JSON.stringify([pulls, comments, checks])].join('\n');
  for (const secret of [forge.token, ...Object.values(secrets)]) expect(everything.includes(secret)).toBe(false);
}, 600_000);

test.each(['genome', 'arena', 'mutate', 'evolve', 'publish'])('the line of %s says what it may', (name) => {
  const line = readFileSync(path.join(projectRoot, page), 'utf8')
    .split('\n')
    .find((text) => text.startsWith(`| \`${name}\` |`));
  const [may = '', environment = ''] = line?.split('|').slice(4, 6) ?? [];
  const jobs = Object.values(readWorkflow(path.join(workflows, `${name}.yml`)).jobs);
  const strongest = new Map<string, string>();
  for (const [what, level] of jobs.flatMap(({ permissions = {} }) => Object.entries(permissions)))
    if (strongest.get(what) !== 'write') strongest.set(what, level);
  const said = [...may.matchAll(/`([\w-]+): (\w+)`/g)].map(([, what = '', level = '']) => [what, level] as const);
  expect(new Map(said)).toEqual(strongest);
  const environments = jobs.flatMap((job) => job.environment ?? []);
  expect([...environment.matchAll(/`(\w+)`/g)].map(([, each]) => each)).toEqual(environments);
});

test('the workflow that calls evolve grants what evolve needs, and starts as it does', () => {
  const text = /^```yaml\n([^]*?)^```/m.exec(readFileSync(path.join(projectRoot, page), 'utf8'))?.[1] ?? '';
  const calling = parse(text) as Workflow;
  const { on, jobs } = readWorkflow(path.join(workflows, 'evolve.yml'));
  expect(calling.jobs['evolve']).toMatchObject({ permissions: jobs['evolve']?.permissions, secrets: 'inherit' });
  expect(calling.on['schedule']).toEqual(on['schedule']);
  expect(on).toHaveProperty('workflow_call');
});
