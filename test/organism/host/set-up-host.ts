import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { publishPhenotype } from '../../../src/organism/host/publish-phenotype.ts';
import { environment, git, publisherTemplate, pull, temporaryFolder } from './host-fixture.ts';

/** A genome that is published, and the state of a host that has pulled it: made once for a file of tests. */
export interface HostTemplate {
  readonly publisher: string;
  readonly state: string;
  remove(): void;
}

export async function hostTemplate(): Promise<HostTemplate> {
  const publisher = await publisherTemplate();
  await publishPhenotype(publisher, { phenotype: 'default', from: 'main', dryRun: false });
  const state = mkdtempSync(path.join(tmpdir(), 'sg-host-state-'));
  await pull(state, { remote: publisher });
  // It is copied for every test.
  await git(state, 'repack', '-q', '-a', '-d');
  const remove = (): void => {
    for (const folder of [publisher, state]) rmSync(folder, { recursive: true, force: true });
  };
  return { publisher, state, remove };
}

export interface SetUpHost {
  readonly state: string;
  readonly config: string;
}

/** A machine set up as a host, in a folder of its own, with the phenotype pulled; SG_CONFIG names its configuration. */
export function setUpHost(template: HostTemplate): SetUpHost {
  const folder = temporaryFolder();
  const state = path.join(folder, 'state');
  const config = path.join(folder, 'config.toml');
  mkdirSync(state);
  // The link to the tree that runs is relative, and stays so.
  cpSync(template.state, state, { recursive: true, verbatimSymlinks: true });
  writeFileSync(config, `remote = "${template.publisher}"\nstate = "${state}"\nkernel = "mock"\n`);
  environment('SG_CONFIG', config);
  return { state, config };
}
