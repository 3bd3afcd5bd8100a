import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { chooseEngine } from '../../../src/mutation/choose-engine.ts';
import type { EngineRequest, EngineSettings } from '../../../src/mutation/engine.ts';
import { promptText } from '../../../src/mutation/prompt.ts';
import { proposeAllele, type Proposal } from '../../../src/mutation/propose-allele.ts';
import { goodSource, request, settings } from '../sample.ts';

const key = 'planted-0123456789';

function ask(
  script: string,
  change: Partial<EngineSettings> = {},
  more: Partial<EngineRequest> = {},
): Promise<Proposal> {
  const env = {
    PATH: process.env['PATH'],
    SECRET_KEY: key,
    PASSED: 'yes',
    SG_MUTATION_COMMAND: JSON.stringify([process.execPath, '-e', script]),
    SG_MUTATION_COMMAND_ENV: 'PASSED',
  };
  return proposeAllele(chooseEngine('command', settings(env, change)), request(more), [key]);
}

const print = (text: string): string => `process.stdout.write(${JSON.stringify(text)});`;

describe('the command engine', () => {
  it('gives the prompt on standard input, and takes the allele from standard output', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'sg-test-'));
    onTestFinished(() => {
      rmSync(folder, { recursive: true, force: true });
    });
    const file = path.join(folder, 'prompt');
    const script = `require('fs').writeFileSync(${JSON.stringify(file)}, require('fs').readFileSync(0)); ${print(goodSource)}`;
    expect(await ask(script)).toMatchObject({ engine: 'command', source: goodSource, usage: { calls: 1 } });
    expect(readFileSync(file, 'utf8')).toBe(promptText(request().prompt));
  });

  it('takes one code block as well, and does not mind a program that never reads', async () => {
    expect(await ask(print(`\`\`\`ts\n${goodSource}\`\`\`\n`))).toMatchObject({ source: goodSource });
  });

  it('hands over no secret and nothing else of the environment', async () => {
    const proposal = await ask(
      'process.stderr.write(Object.keys(process.env).sort().join(" ")); process.exitCode = 3;',
    );
    expect(proposal).toMatchObject({ fault: { code: 'engine-failed' } });
    if ('fault' in proposal)
      expect(proposal.fault.message).toMatch(/ended with status 3: (?:__CF\S+ )?LANG PASSED PATH SG_LOCUS$/);
  });

  it('goes through no shell', async () => {
    const mark = path.join(mkdtempSync(path.join(tmpdir(), 'sg-no-shell-')), 'made');
    const env = { PATH: process.env['PATH'], SG_MUTATION_COMMAND: `echo $HOME;touch ${mark}` };
    const proposal = await proposeAllele(chooseEngine('command', settings(env)), request(), []);
    expect(proposal).toMatchObject({ fault: { code: 'answer-not-code' } });
    expect(existsSync(mark)).toBe(false);
    rmSync(path.dirname(mark), { recursive: true });
  });

  it.each<[string, string, string]>([
    ['fails', 'throw new Error("no model")', 'engine-failed'],
    ['writes without end', 'setInterval(() => process.stdout.write("x".repeat(65536)), 0)', 'engine-flood'],
    ['writes prose', print('Set it up.'), 'answer-not-code'],
    ['writes a secret', print(`// ${key}\n${goodSource}`), 'answer-secret'],
  ])('has no allele from a program that %s', async (_name, script, code) => {
    expect(await ask(script)).toMatchObject({ fault: { code } });
  });

  it('ends a program that is late, with everything it has started', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'sg-test-'));
    onTestFinished(() => {
      rmSync(folder, { recursive: true, force: true });
    });
    const file = path.join(folder, 'pid');
    const script = `const child = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']); require('fs').writeFileSync(${JSON.stringify(file)}, String(child.pid)); setInterval(() => {}, 1000);`;
    const proposal = await ask(script, { timeoutMs: 1_500 });
    expect(proposal).toMatchObject({ fault: { code: 'engine-timeout' } });
    await expect.poll(() => isAlive(Number(readFileSync(file, 'utf8')))).toBe(false);
  });

  it.each(['sleep 30', 'setsid sleep 30'])(
    'takes what was written where something is left behind: %s',
    async (left) => {
      const env = { PATH: process.env['PATH'], ANSWER: goodSource, SG_MUTATION_COMMAND_ENV: 'ANSWER' };
      const words = ['/bin/sh', '-c', `printf %s "$ANSWER"; ${left} & exit 0`];
      const engine = chooseEngine('command', settings({ ...env, SG_MUTATION_COMMAND: JSON.stringify(words) }));
      const pipes = (): number => process.getActiveResourcesInfo().filter((name) => name.startsWith('Pipe')).length;
      const before = pipes();
      expect(await proposeAllele(engine, request(), [])).toMatchObject({ source: goodSource });
      await expect.poll(pipes).toBeLessThanOrEqual(before);
    },
  );

  it('stops when the question is withdrawn', async () => {
    expect(await ask('setInterval(() => {}, 1000)', {}, { signal: AbortSignal.abort() })).toMatchObject({
      fault: { code: 'engine-stopped' },
    });
  });

  it('says when there is no such program, or none was named', async () => {
    for (const program of ['/nowhere/model', '/etc/passwd/model', `/${'x'.repeat(300)}`]) {
      const gone = chooseEngine('command', settings({ SG_MUTATION_COMMAND: program }));
      expect(await proposeAllele(gone, request(), [])).toMatchObject({ fault: { code: 'engine-unavailable' } });
    }
    for (const text of ['', '[]', '[1]', '[', '[""]']) {
      expect(() => chooseEngine('command', settings({ SG_MUTATION_COMMAND: text }))).toThrow(
        expect.objectContaining({ code: 'mutation-command' }) as Error,
      );
    }
  });
});

/** A process that was ended and that nobody has waited for yet is not alive. */
function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
