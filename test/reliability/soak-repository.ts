import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { initRepository } from '../../src/git/init-repository.ts';
import { projectRoot } from '../helpers/project-root.ts';

/** A genome repository in a temporary folder, without a test that would remove it; gives its folder. */
export async function soakRepository(): Promise<string> {
  const root = mkdtempSync(path.join(tmpdir(), 'sg-soak-'));
  for (const folder of ['contracts', 'genome', 'phenotypes']) {
    cpSync(path.join(projectRoot, folder), path.join(root, folder), { recursive: true });
  }
  await initRepository(root);
  return root;
}
