import { rmSync } from 'node:fs';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { mutationSteps, type MutationStep } from '../../../src/evolution/mutate/mutation-step.ts';
import { SpendingStore } from '../../../src/mutation/spending-store.ts';
import { CountingEngine, textReply } from '../mutate/mutation-fixture.ts';
import { announcingAnswer, ProposeFixture } from './propose-fixture.ts';

vi.setConfig({ testTimeout: 300_000 });

/** A step whose work is lost with the process: the question is asked once more, and both have a place in the budget. */
const askedAgain: readonly MutationStep[] = ['asked'];
const placeTwice: readonly MutationStep[] = ['reserved', 'asked'];

class Crashing {
  readonly fixture: ProposeFixture;
  readonly engine = new CountingEngine([textReply(announcingAnswer)]);
  readonly file: string;

  private constructor(fixture: ProposeFixture, file: string) {
    this.fixture = fixture;
    this.file = file;
  }

  static async open(): Promise<Crashing> {
    const fixture = await ProposeFixture.open();
    const file = await fixture.genome.uplinkCase();
    await fixture.hosts(12, file);
    return new Crashing(fixture, file);
  }

  /** Runs once; where it is to end at a step and comes there, it ends. */
  async run(end?: MutationStep): Promise<Awaited<ReturnType<ProposeFixture['propose']>> | 'ended'> {
    const step = (at: MutationStep): void => {
      if (at === end) throw new Error(`ended after ${at}`);
    };
    try {
      return await this.fixture.propose({ case: this.file, count: 1 }, { writer: this.engine, step });
    } catch (error) {
      expect(String(error)).toBe(`Error: ended after ${end ?? 'nothing'}`);
      return 'ended';
    }
  }

  async left(): Promise<object> {
    const { genome, forge } = this.fixture;
    const entries = await new SpendingStore(path.join(genome.root, '.sg', 'mutation', 'spending')).entries();
    const there = await forge.state.git.git('for-each-ref', '--format=%(refname)', 'refs/heads/mutation');
    return {
      asked: this.engine.requests.length,
      places: entries.filter(({ t }) => t === 'ask').length,
      prices: entries.filter(({ t }) => t === 'spent').length,
      rests: entries.some(({ t }) => t === 'cool-down'),
      branches: genome.branches().length,
      branchesThere: there.split('\n').filter(Boolean).length,
      pulls: forge.state.pulls.length,
      comments: forge.state.comments.length,
    };
  }

  /** As if nothing had been asked yet. */
  async forget(): Promise<void> {
    const { genome, forge } = this.fixture;
    this.engine.requests.length = 0;
    rmSync(path.join(genome.root, '.sg', 'mutation'), { recursive: true, force: true });
    for (const branch of genome.branches()) {
      genome.git('update-ref', '-d', `refs/heads/${branch}`);
      await forge.state.git.git('update-ref', '-d', `refs/heads/${branch}`);
    }
    for (const list of [forge.state.pulls, forge.state.comments, forge.state.dispatches]) list.length = 0;
  }
}

it('a mutation that ends after any one of its steps is completed by the next run, without anything twice', async () => {
  const crashing = await Crashing.open();
  for (const step of mutationSteps) {
    await crashing.forget();
    expect({ step, first: await crashing.run(step) }).toEqual({ step, first: 'ended' });
    const second = await crashing.run();
    expect({ step, second }).toMatchObject({ step, second: { pullRequest: { number: 1 }, locus: 'bridge_uplink' } });
    expect({ step, ...(await crashing.left()) }).toEqual({
      step,
      asked: askedAgain.includes(step) ? 2 : 1,
      places: placeTwice.includes(step) ? 2 : 1,
      prices: 1,
      rests: true,
      branches: 1,
      branchesThere: 1,
      pulls: 1,
      comments: 1,
    });
    // A check that was started and not written down is started once more; no other is.
    const { dispatches } = crashing.fixture.forge.state;
    expect({ step, dispatches: dispatches.length }).toEqual({ step, dispatches: step === 'dispatched' ? 2 : 1 });
  }
});
