import { expect, test } from 'vitest';
import { expectRenamed, expectServerGone } from './session.ts';
import { blocksFor, Desk, gene, pathway, versionOf } from './set-up.ts';
import { hasTerminal, Terminal } from './terminal.ts';

const isHere = versionOf('hx') !== undefined && hasTerminal;

test.skipIf(!isHere)('Helix, set up as told: faults, quick fix, hover, definition, renaming, formatting', async () => {
  const desk = new Desk();
  desk.put('.config/helix/languages.toml', blocksFor('Helix', 'toml').join('\n'));
  const helix = new Terminal(desk, `hx ${pathway}`);
  const command = (text: string): void => {
    helix.type(`:${text}`);
    helix.press('Enter');
  };
  await helix.shows(/provision_management_bridge\.sg +● 1/);
  command('40');
  helix.press('g', 's');
  await helix.shows('There is no parameter interfac');

  helix.type('t}');
  helix.press('Space', 'a');
  await helix.shows('Change to `interface`');
  helix.press('Enter', 'Enter');
  await helix.shows(/uplink = \{interface\}\s/);
  await helix.escape();

  command('38');
  helix.press('g', 's', 'Space', 'k');
  await helix.shows(/bridge_uplink \(gene, configuration, risk medium\)/);
  await helix.escape();
  helix.press('g', 'd');
  await helix.shows(/^ +1 +gene bridge_uplink for network/m);

  command('36');
  helix.press('g', 's', 'Space', 'r');
  await helix.shows('rename');
  helix.press('C-u');
  helix.type('wire');
  helix.press('Enter');
  await helix.shows(/wire +string +"Interface to become the uplink"/);

  command('3');
  helix.type('xsrisk');
  helix.press('Enter', 'a', 'Space', 'Space');
  await helix.escape();
  await helix.shows('risk   medium');
  command('write-all');
  await helix.shows(/risk medium/);
  await expect.poll(() => desk.read(gene)).toContain('\n  risk medium\n');
  expectRenamed(desk);
  command('quit-all');
  await expectServerGone(desk);
});
