import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { structured, says } from '../mutation/doubles/anthropic.ts';
import { llmServer, parrot, silent, type LlmServer, type Respond } from '../mutation/doubles/llm-server.ts';
import { completes, streamsChat } from '../mutation/doubles/openai.ts';
import { MutationFixture } from '../evolution/mutate/mutation-fixture.ts';
import { announcingAnswer } from '../evolution/propose/propose-fixture.ts';
import { sg, type SgResult } from '../helpers/sg.ts';

const key = 'sk-planted-0123456789abcdef';
const other = 'planted-token-0123456789';

/** A genome with a failure, and engines behind real HTTP. */
class Scene {
  readonly genome: MutationFixture;
  readonly file: string;
  readonly printed: string[] = [];

  private constructor(genome: MutationFixture, file: string) {
    this.genome = genome;
    this.file = file;
  }

  static async open(): Promise<Scene> {
    const genome = await MutationFixture.open();
    return new Scene(genome, await genome.uplinkCase());
  }

  /** Runs the built program with both engines set up, and keeps what it said. */
  async run(args: readonly string[], server?: LlmServer): Promise<SgResult> {
    const address = server?.address ?? 'http://127.0.0.1:1';
    const engines = {
      ANTHROPIC_API_KEY: key,
      ANTHROPIC_BASE_URL: address,
      OPENAI_API_KEY: key,
      OPENAI_BASE_URL: `${address}/v1`,
      SG_OPENAI_MODEL: 'deep',
    };
    const result = await sg(args, { cwd: this.genome.root, env: { ...engines, DEPLOY_TOKEN: other } });
    this.printed.push(result.stdout, result.stderr);
    return result;
  }

  mutate(engine: string, server: LlmServer | undefined, ...more: readonly string[]): Promise<SgResult> {
    const what = ['mutate', 'bridge_uplink', '--case', this.file, '--mutation-engine', engine, '--count', '1'];
    return this.run([...what, ...more], server);
  }

  /** Neither in what was printed, nor in git, nor in what sg keeps. */
  expectNoSecret(): void {
    const kept = readdirSync(path.join(this.genome.root, '.sg'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8'));
    const everything = [...this.printed, this.genome.git('log', '-p', '--all'), ...kept].join('\n');
    expect(everything.length).toBeGreaterThan(1000);
    for (const secret of [key, other, Buffer.from(key).toString('base64').replace(/=+$/, '')]) {
      expect(everything).not.toContain(secret);
    }
  }
}

describe('sg mutate', () => {
  it('proposes what an engine wrote and the arena passed, and sg arena check agrees', async () => {
    const scene = await Scene.open();
    // The answer names a secret of the environment in its note: what leaves the engine is cleaned.
    const server = await llmServer([structured(announcingAnswer, `Announces the bridge with ${other}.`)]);

    const made = await scene.mutate('claude', server, '--json');

    expect([made.status, made.stderr]).toEqual([0, '']);
    const result = made.json();
    expect(result).toMatchObject({
      ok: true,
      state: 'proposed',
      engine: 'claude',
      failure: 'unhealthy (check_neighbours)',
      questions: [{ chosen: true, fault: null, usage: { calls: 1, inputTokens: 1000, outputTokens: 200 } }],
    });
    const { name } = result['branch'] as { name: string };
    expect(scene.genome.branches()).toEqual([name]);

    const again = await scene.mutate('claude', server);
    expect([again.status, again.stderr]).toEqual([0, '']);
    expect(again.stdout).toContain(name);
    expect(server.heard).toHaveLength(1);

    const checked = await scene.run(['arena', 'check', '--head', name, '--json']);
    expect([checked.status, checked.stderr]).toEqual([0, '']);
    expect(checked.json()).toMatchObject({ ok: true, conclusion: 'success' });
    scene.expectNoSecret();
  });

  it.each<[string, string, Respond]>([
    ['claude', 'engine-refused', says({ text: `I will not use ${key}.`, stopReason: 'refusal' })],
    ['claude', 'engine-credentials', parrot],
    ['openai', 'answer-not-code', streamsChat('You should announce the bridge.')],
    ['openai', 'answer-secret', completes(`\`\`\`ts\n// ${key}\nexport default async function execute() {}\n\`\`\``)],
  ])('with %s says why there is no allele (%s), ends with 1 and repeats no secret', async (engine, code, answer) => {
    const scene = await Scene.open();
    const made = await scene.mutate(engine, await llmServer([answer]), '--json');
    expect([made.status, made.stderr]).toEqual([1, '']);
    expect(made.json()).toMatchObject({ ok: false, state: 'nothing-passed', questions: [{ fault: { code } }] });
    expect(scene.genome.branches()).toEqual([]);
    scene.expectNoSecret();
  });

  it('tells wrong requests on standard error with what to do, before anybody is asked', async () => {
    const scene = await Scene.open();
    const server = await llmServer([silent]);
    const nobody = await scene.run(
      ['mutate', 'bridge_uplink', '--case', 'none.json', '--mutation-engine', 'claude'],
      server,
    );
    expect([nobody.status, nobody.stdout]).toEqual([2, '']);
    expect(nobody.stderr).toMatch(/none\.json[^]*sg run/);
    const engine = await scene.mutate('oracle', server, '--json');
    expect([engine.status, engine.stderr]).toEqual([2, '']);
    expect(engine.json()).toMatchObject({ ok: false, error: { code: 'unknown-engine' } });
    const off = await scene.mutate('none', server);
    expect(off.status).toBe(2);
    expect(off.stderr).not.toBe('');
    expect(server.heard).toEqual([]);
    scene.expectNoSecret();
  });
});

describe('sg generate', () => {
  it('makes nothing of prose, says so and ends with 1; with --dry-run it asks nobody', async () => {
    const scene = await Scene.open();
    const server = await llmServer([completes('What a nice bridge.')]);
    const generate = ['generate', 'bridge_uplink', '--count', '2', '--mutation-engine', 'openai'];
    const dry = await scene.run([...generate, '--dry-run', '--json'], server);
    expect([dry.status, dry.stderr]).toEqual([0, '']);
    expect(dry.json()).toMatchObject({ ok: true, state: 'dry-run', failure: null, questions: [] });
    expect(server.heard).toEqual([]);

    const made = await scene.run(generate, server);
    expect([made.status, made.stderr]).toEqual([1, '']);
    expect(made.stdout).toMatch(/prose/);
    expect(server.heard).toHaveLength(2);
    expect(scene.genome.branches()).toEqual([]);
    scene.expectNoSecret();
  });
});

describe('sg arena check', () => {
  it('refuses a branch that does more than propose, with 1; and one that is not there, with 2', async () => {
    const scene = await Scene.open();
    const { genome } = scene;
    genome.git('checkout', '--quiet', '-b', 'mutation/bridge_uplink/0123456789ab');
    genome.git('rm', '--quiet', '-r', 'genome/bridge_stp');
    genome.git('commit', '--quiet', '--message=tidy up');
    genome.git('checkout', '--quiet', 'main');
    const refused = await scene.run(['arena', 'check', '--head', 'mutation/bridge_uplink/0123456789ab', '--json']);
    expect([refused.status, refused.stderr]).toEqual([1, '']);
    expect(refused.json()).toMatchObject({ ok: false, conclusion: 'failure' });
    const none = await scene.run(['arena', 'check', '--head', 'mutation/none']);
    expect([none.status, none.stdout]).toEqual([2, '']);
    expect(none.stderr).toContain('mutation/none');
  });
});
