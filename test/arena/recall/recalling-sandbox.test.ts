import { afterAll, describe, expect, test } from 'vitest';
import { generateCase } from '../../../src/arena/generators/generate-case.ts';
import { recallingSandbox } from '../../../src/arena/recall/recalling-sandbox.ts';
import { repeatableSandbox } from '../../../src/arena/repeatable-sandbox.ts';
import { runTrial } from '../../../src/arena/run-trial.ts';
import { TrialBench } from '../../../src/arena/trial-bench.ts';
import { KernelError } from '../../../src/errors/kernel-error.ts';
import { sha256 } from '../../../src/model/digest.ts';
import type { Json } from '../../../src/model/json.ts';
import { createSandbox } from '../../../src/sandbox/create-sandbox.ts';
import type { GeneResult, GeneSource, HostPort, Sandbox } from '../../../src/sandbox/sandbox.ts';
import { arenaMatter, dominantSource } from '../../helpers/arena.ts';
import { expressedGenes, networkGenome } from '../../helpers/network-genome.ts';

const sandbox = await createSandbox();
afterAll(() => {
  sandbox.dispose();
});

/** A sandbox that counts what it runs. */
function counted(): { readonly sandbox: Sandbox; readonly runs: () => number } {
  let runs = 0;
  const counting: Sandbox = {
    run: (...run) => {
      runs += 1;
      return sandbox.run(...run);
    },
    dispose: () => undefined,
  };
  return { sandbox: counting, runs: () => runs };
}

/** A port that says `words` in turn, an hour apart, and keeps what was asked. */
class WordPort implements HostPort {
  readonly operations = ['link', 'links'];
  readonly asked: string[] = [];
  readonly #words: readonly (Json | Error)[];
  readonly #start: number;

  constructor(words: readonly (Json | Error)[], start = 0) {
    this.#words = words;
    this.#start = start;
  }

  call(operation: string, args: readonly Json[]): Promise<Json> {
    const word = this.#words[this.asked.length] ?? null;
    this.asked.push(`${operation} ${JSON.stringify(args)}`);
    return word instanceof Error ? Promise.reject(word) : Promise.resolve(word);
  }

  clock(): number {
    return this.#start + 3600 * this.asked.length;
  }
}

function gene(body: string): GeneSource {
  const source = `export default async function execute(input, kernel) { ${body} }`;
  return { digest: sha256(source), source, file: 'genome/test/gene.ts' };
}

/** Asks a gene the same on each port: how it answered, what it asked, and how often it was run. */
async function asking(
  asked: GeneSource,
  ports: readonly WordPort[],
  recalled = [asked.digest],
): Promise<{ answers: GeneResult[]; asked: (readonly string[])[]; runs: number }> {
  const { sandbox: below, runs } = counted();
  const recalling = recallingSandbox(below, new Set(recalled));
  const answers: GeneResult[] = [];
  for (const port of ports) answers.push(await recalling.run(asked, { a: 1 }, port, { seed: 's' }));
  return { answers, asked: ports.map((port) => port.asked), runs: runs() };
}

const twice = gene(
  `const one = await kernel.link('a').catch((e) => e.code); return [one, one === 1 ? await kernel.link('b') : null];`,
);

describe('a gene that was told the same', () => {
  test('is not run again, and its operations are performed all the same', async () => {
    const { answers, asked, runs } = await asking(twice, [new WordPort([1, 2]), new WordPort([1, 2])]);
    expect(runs).toBe(1);
    expect(answers[1]).toEqual({ ok: true, output: [1, 2], operations: 2 });
    expect(asked[1]).toEqual(asked[0]);
  });

  test('is run from where it is told something else, and asks nothing twice', async () => {
    const ports = [[1, 2], [1, 3], [4], [1, 3], [4]].map((words) => new WordPort(words));
    const { answers, asked, runs } = await asking(twice, ports);
    expect(runs).toBe(3);
    expect(answers.map((answer) => 'output' in answer && answer.output)).toEqual([
      [1, 2],
      [1, 3],
      [4, null],
      [1, 3],
      [4, null],
    ]);
    expect(asked.map(({ length }) => length)).toEqual([2, 2, 1, 2, 1]);
  });

  test('knows what the kernel refused, too', async () => {
    const busy = (): WordPort => new WordPort([new KernelError('EBUSY', 'link', 'busy')]);
    const { answers, runs } = await asking(twice, [busy(), busy()]);
    expect(runs).toBe(1);
    expect(answers[1]).toEqual({ ok: true, output: ['EBUSY', null], operations: 1 });
  });

  test('performs what it did not wait for', async () => {
    const hasty = gene(`void kernel.link('a'); void kernel.links(); return null;`);
    const { asked, runs } = await asking(hasty, [new WordPort([]), new WordPort([])]);
    expect([runs, asked[1]]).toEqual([1, ['link ["a"]', 'links []']]);
  });

  test('is run again when it can read the clock and the hour is another', async () => {
    const reader = gene(`await kernel.links(); return Date.now();`);
    const ports = [new WordPort([]), new WordPort([]), new WordPort([], 60)];
    const { answers, runs } = await asking(reader, ports);
    expect(runs).toBe(2);
    expect(answers.map((answer) => 'output' in answer && answer.output)).toEqual([3_600_000, 3_600_000, 3_660_000]);
    const escaped = gene(String.raw`await kernel.links(); return D\u0061te.now();`);
    expect((await asking(escaped, [new WordPort([]), new WordPort([], 60)])).runs).toBe(2);
  });

  test('is run again when it failed, and when it is judged', async () => {
    const failing = gene(`await kernel.links(); throw new Error('lost');`);
    expect((await asking(failing, [new WordPort([]), new WordPort([])])).runs).toBe(2);
    expect((await asking(twice, [new WordPort([1]), new WordPort([1])], [])).runs).toBe(2);
  });

  test('passes on what breaks the run', async () => {
    const broken = new WordPort([new Error('the bus is gone for good')]);
    await expect(asking(twice, [new WordPort([1, 2]), broken])).rejects.toThrow('gone for good');
  });
});

test.each(['bridge_uplink', 'link_up', 'check_link_state'])(
  'trials of %s come out the same without it',
  async (locus) => {
    const { contracts, contract, stacks } = await arenaMatter({ locus, source: await dominantSource(locus) });
    const alleles = await expressedGenes(await networkGenome(), locus);
    const below = counted();
    const bench = new TrialBench({ locus, contracts, alleles, stacks }, below.sandbox);
    const forgetful = counted();
    const plain = { setup: bench.setup, contract, book: bench.book, sandbox: repeatableSandbox(forgetful.sandbox) };
    for (let index = 0; index < 24; index += 1) {
      const trial = generateCase(contract, 'recall', index);
      for (const each of alleles) {
        const air = { clockShift: index % 2 === 0 ? 0 : 3600, seed: 'x' };
        expect(await runTrial(bench, each, trial, air)).toEqual(await runTrial(plain, each, trial, air));
      }
    }
    if (stacks.size > 0) expect(below.runs()).toBeLessThan(forgetful.runs());
    else expect(below.runs()).toBe(forgetful.runs());
  },
);
