import { expect, test } from 'vitest';
import { failureSignature } from '../../../src/evolution/mutate/failure-symptoms.ts';
import { failingHosts } from '../../../src/evolution/propose/failing-hosts.ts';
import { commitChanges } from '../../../src/git/commit-changes.ts';
import { sha256 } from '../../../src/model/digest.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { GitFixture } from '../../git/git-fixture.ts';

const fixture = new GitFixture();
const locus = 'bridge_uplink';
const contract = sha256('contract');
const allele = sha256('allele');
const head = { version: 2, locus, contract, kernel: 'mock' };
const symptoms = [{ kind: 'unhealthy', checks: ['check_neighbours'] }];
const failure = { locus, contract, signature: failureSignature(locus, contract, symptoms) };

function whole(check: string): JsonObject {
  const attempt = {
    allele,
    error: { kind: 'unhealthy', message: 'not healthy' },
    operations: [],
    operationsLeftOut: 0,
    verify: [{ check, healthy: false }],
  };
  return { ...head, capture: 'full', input: {}, world: {}, attempts: [attempt] };
}

function digests(kind: string, more: JsonObject = {}): JsonObject {
  const kept = { input: sha256('input'), world: sha256('world'), attempts: [{ allele, kind }] };
  return { ...head, capture: 'digest', ...kept, ...more };
}

test('hosts that keep digests alone count where whole cases tell how it failed', async () => {
  const repository = await fixture.repository({ 'README.md': 'a genome\n' });
  const push = async (host: string, value: JsonObject): Promise<void> => {
    const changes = new Map([[`cases/${locus}-000000000000.json`, new TextEncoder().encode(JSON.stringify(value))]]);
    await commitChanges(repository, { ref: `refs/remotes/origin/fitness/${host}`, changes, message: 'cases\n' });
  };
  await push('digest', digests('unhealthy'));
  await push('other-kind', digests('exception'));
  await push('other-contract', digests('unhealthy', { contract: sha256('another') }));
  await push('other-check', whole('check_link_state'));
  // Which diagnostics found it nobody has told yet.
  expect(await failingHosts(repository, failure)).toEqual([]);
  await push('whole', whole('check_neighbours'));
  expect(await failingHosts(repository, failure)).toEqual(['digest', 'whole']);
});
