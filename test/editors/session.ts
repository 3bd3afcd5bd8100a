import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { checkContracts } from '../../src/contract/check.ts';
import { networkVocabulary } from '../../src/kernel/vocabulary.ts';
import { projectRoot } from '../helpers/project-root.ts';
import { gene, pathway, type Desk } from './set-up.ts';

/** What is to be seen in each editor after the same work: a fault, its quick fix, hover, definition, renaming, saving. */
export const expectedSights = {
  fixed: '           uplink = {interface}',
  hover: expect.stringMatching(
    /bridge_uplink.* \(gene, configuration, risk medium\)[^]*uplink +string[^]*Used by .*ensure_bridge/,
  ) as string,
  definition: { file: gene, line: 'gene bridge_uplink for network' },
  saved: '  risk medium',
  after: [],
};

export const expectedFault = expect.stringMatching(
  /There is no parameter interfac\.[^]*did you mean: interface/,
) as string;

/** That the files are as the work should leave them: renamed wherever the parameter was used, formatted, and sound. */
export function expectRenamed(desk: Desk): void {
  const original = (file: string): string => readFileSync(path.join(projectRoot, file), 'utf8');
  expect(desk.read(gene).match(/^ {4}(?:wire|uplink)\b.*$/gm)).toEqual([
    '    wire         string       "Interface to become the uplink"',
    '    uplink       string   "The uplink"',
  ]);
  expect(desk.read(pathway)).toBe(original(pathway).replace('uplink = {interface}', 'wire = {interface}'));
  const files = readdirSync(path.join(desk.genome, 'contracts'), { recursive: true }).map(String);
  const sources = files
    .filter((file) => file.endsWith('.sg'))
    .map((file) => ({ file, text: desk.read(path.join('contracts', file)) }));
  expect(checkContracts(sources, { vocabulary: networkVocabulary }).diagnostics).toEqual([]);
}

/** That one server was started for one genome, and went with the editor. */
export async function expectServerGone(desk: Desk): Promise<void> {
  await expect.poll(() => desk.servers(), { timeout: 20_000 }).toEqual({ started: 1, running: 0 });
}
