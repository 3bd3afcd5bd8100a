import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { temporaryTree } from '../../helpers/temporary-tree.ts';
import { workTree } from '../../../src/git/work-tree.ts';
import { codeOwners } from '../../../src/organism/init/code-owners.ts';
import { planAutomation } from '../../../src/organism/init/automation.ts';
import { openTemplate } from '../../../src/organism/init/template.ts';
import { networkGenome } from '../../helpers/network-genome.ts';
import { projectRoot } from '../../helpers/project-root.ts';

const { contracts } = await networkGenome();

function files(plan: Awaited<ReturnType<typeof planAutomation>>): Record<string, string> {
  const all = plan.flatMap(({ changes }) => [...changes]);
  return Object.fromEntries(all.map(([file, bytes]) => [file, new TextDecoder().decode(bytes)]));
}

it('a new genome gets the workflows of this repository, byte for byte, and the package they install', async () => {
  const made = files(await planAutomation(await openTemplate(projectRoot), temporaryTree([]), contracts));
  const manifest = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as Record<string, string>;
  expect(made['.github/sg-package']).toBe(`${manifest['name'] ?? ''}@${manifest['version'] ?? ''}\n`);
  for (const name of ['genome', 'arena', 'mutate', 'evolve', 'publish']) {
    const file = `.github/workflows/${name}.yml`;
    expect(made[file], file).toBe(readFileSync(path.join(projectRoot, file), 'utf8'));
  }
});

it('what a repository has stays, and a second plan is empty', async () => {
  const template = await openTemplate(projectRoot);
  const own = { '.github/workflows/arena.yml': 'name: ours\n' };
  const made = files(await planAutomation(template, temporaryTree(Object.entries(own)), contracts));
  expect(made).not.toHaveProperty(['.github/workflows/arena.yml']);
  expect(await planAutomation(template, temporaryTree(Object.entries({ ...made, ...own })), contracts)).toEqual([]);
});

it('has nothing to add to this repository', async () => {
  expect(await planAutomation(await openTemplate(projectRoot), workTree(projectRoot), contracts)).toEqual([]);
});

it('reviewers follow the table and the risks', () => {
  const first = codeOwners(contracts);
  expect(codeOwners(contracts, first)).toBe(first);
  const own = codeOwners(contracts, first.replace('# medium   | @OWNER/network', '# medium   | @net @ops'));
  expect(own).toContain('\n/genome/bridge_uplink/ @net @ops\n');
  expect(own, 'a diagnostic needs nobody').toContain('\n/genome/check_link_state/\n');
  expect(own).toContain('\n/contracts/ @OWNER/network-leads\n');
  expect(own.split('\n').filter((line) => line.startsWith('/genome/'))).toHaveLength(
    contracts.genes.size + contracts.pathways.size,
  );
});

it("leaves somebody's own file alone, and names what a table lacks", () => {
  expect(codeOwners(contracts, '* @me\n')).toBe('* @me\n');
  const lacking = codeOwners(contracts).replace(/^# medium.*\n/m, '');
  expect(() => codeOwners(contracts, lacking)).toThrow(expect.objectContaining({ code: 'code-owners-incomplete' }));
});
