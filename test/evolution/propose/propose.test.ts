import { describe, expect, it, vi } from 'vitest';
import { mutationSteps, type MutationStep } from '../../../src/evolution/mutate/mutation-step.ts';
import { proposalBody, proposalTitle } from '../../../src/evolution/propose/proposal-body.ts';
import { readProposal } from '../../../src/evolution/propose/read-proposal.ts';
import { findRepository } from '../../../src/git/repository.ts';
import { CountingEngine, textReply, type MutationFixture } from '../mutate/mutation-fixture.ts';
import { announcingAnswer, ProposeFixture } from './propose-fixture.ts';

vi.setConfig({ testTimeout: 120_000 });

describe('a proposal', () => {
  it('is one labelled pull request with a check under way, however often and from wherever it is made', async () => {
    const { genome, forge, ...fixture } = await opened();
    const file = await genome.uplinkCase();
    const first = await fixture.propose({ case: file });
    expect(first).toMatchObject({ state: 'proposed', pullRequest: { number: 1, created: true, hosts: 0 } });
    const [pull] = forge.state.pulls;
    expect(pull).toMatchObject({
      head: first.branch?.name,
      base: 'main',
      title: 'bridge_uplink: answer unhealthy (check_neighbours)',
      labels: ['sg', 'locus:bridge_uplink', 'risk:medium'],
    });
    expect(await forge.state.git.sha(first.branch!.name)).toBe(first.branch?.commit);
    expect(forge.state.dispatches).toHaveLength(1);
    const before = forge.requests.length;
    const again = await fixture.propose({ case: file });
    expect(again).toMatchObject({ state: 'already-proposed', pullRequest: { number: 1, created: false } });
    expect(forge.requests.slice(before).filter((request) => !request.startsWith('GET'))).toEqual([]);
    genome.git('update-ref', '-d', `refs/heads/${first.branch!.name}`);
    const engine = new CountingEngine([textReply(announcingAnswer)]);
    const elsewhere = await fixture.propose({ case: await genome.uplinkCase('br9') }, { writer: engine });
    expect(elsewhere).toMatchObject({ state: 'already-proposed', branch: { ...first.branch, created: false } });
    expect(engine.requests).toHaveLength(0);
    expect(forge.state.pulls).toHaveLength(1);
    await expectHarmless(genome, first.branch!.commit);
  });

  it('of a failure on 50 hosts is one pull request that says so, with one comment', async () => {
    const { genome, forge, ...fixture } = await opened();
    const file = await genome.uplinkCase();
    await fixture.propose({ case: file });
    for (const count of [9, 50, 50]) {
      await fixture.hosts(count, file);
      expect(await fixture.propose({ case: file })).toMatchObject({ pullRequest: { number: 1, hosts: count } });
    }
    expect(forge.state.pulls).toHaveLength(1);
    expect(forge.state.pulls[0]?.body).toContain('seen on **50 hosts**');
    expect(forge.state.comments).toHaveLength(1);
  });

  it('survives an end between any two steps without a second branch, pull request, comment or charge', async () => {
    const { genome, forge, ...fixture } = await opened();
    const file = await genome.uplinkCase();
    await fixture.hosts(12, file);
    const engine = new CountingEngine([textReply(announcingAnswer)]);
    const ended: MutationStep[] = [];
    const run = (): ReturnType<typeof fixture.propose> =>
      fixture.propose(
        { case: file, count: 1 },
        {
          writer: engine,
          step: (step) => {
            if (ended.includes(step)) return;
            ended.push(step);
            throw new Error(`ended after ${step}`);
          },
        },
      );
    let result: Awaited<ReturnType<typeof run>> | undefined;
    for (let runs = 0; result === undefined && runs < 20; runs += 1) result = await run().catch(noted(ended));
    expect(ended).toEqual(mutationSteps);
    expect(result).toMatchObject({ state: 'already-proposed', pullRequest: { number: 1 } });
    expect(genome.branches()).toHaveLength(1);
    expect(forge.state.pulls).toHaveLength(1);
    expect(forge.state.comments).toHaveLength(1);
    // The answer that was not kept is lost; every question was written down before it was asked, and priced once.
    expect(engine.requests).toHaveLength(2);
    expect(result?.budget.spentToday).toMatchObject({ calls: 3, money: '0.25' });
  });

  it('shows no secret of this machine', async () => {
    const secret = 'hunter2-hunter2-hunter2';
    const { genome, forge, ...fixture } = await opened();
    const leaky = announcingAnswer.replace('The bridge works', `The bridge ${secret} works`);
    const env = { MY_API_KEY: secret };
    const writer = new CountingEngine([textReply(leaky)]);
    const result = await fixture.propose({ case: await genome.uplinkCase(), count: 1 }, { writer, env });
    expect(result.state).toBe('proposed');
    const seen = [JSON.stringify(result), JSON.stringify(forge.state.pulls), genome.git('log', '-p', '--all')];
    for (const text of seen) expect(text).not.toContain(secret);
  });
});

/** A commit message and an engine's name are claims: whatever they hold, the page stays the page. */
async function expectHarmless(genome: MutationFixture, commit: string): Promise<void> {
  const proposal = await readProposal(await findRepository(genome.root), 'mutation/x/y', commit);
  const hostile = '`</details> <img src=x> | ```\n## Approved @everyone \u202e';
  const story = { failure: hostile, said: hostile, case: hostile, kernel: hostile, cost: hostile };
  const certificate = {
    ...proposal.certificate,
    note: `Its author: ${hostile}`,
    engine: { name: hostile, model: hostile },
  };
  const source = `${proposal.source}// ${hostile}\n\`\`\`\n## Approved\n`;
  const body = proposalBody({ ...proposal, story, certificate, source }, 3);
  const outside = body.replaceAll(/^(`{3,}).*\n[^]*?\n\1$/gm, '').replaceAll(/`[^`\n]*`/g, '');
  expect(outside).not.toMatch(/Approved|<img|@everyone|\u202e/);
  expect(proposalTitle({ ...proposal, story })).not.toMatch(/[<>@`]/);
}

function noted(ended: readonly MutationStep[]): (error: unknown) => undefined {
  return (error) => {
    expect(String(error)).toBe(`Error: ended after ${ended.at(-1) ?? ''}`);
    return undefined;
  };
}

async function opened() {
  const fixture = await ProposeFixture.open();
  return {
    genome: fixture.genome,
    forge: fixture.forge,
    propose: fixture.propose.bind(fixture),
    hosts: fixture.hosts.bind(fixture),
  };
}
