// First the main job on embedded defaults: provisions a management bridge on a throw-away mock world, shows the world before
// and after, and asks in a second process whether the bridge is healthy. Then the story of a failure that becomes a better
// allele. Needs no keys, no root, no network and no server. `--main` and `--story` show one of the two.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { tellStory } from './demo-story.js';
import { root, runProgram } from './run-step.js';

/** The exit status of the first command that fails. */
async function mainJob() {
  const folder = await mkdtemp(path.join(tmpdir(), 'sg-demo-'));
  const world = path.join(folder, 'world.json');
  const commands = [
    ['kernel', 'show'],
    ['run', 'provision_management_bridge', '--input', '{"bridge_name": "br0", "interfaces": ["eth1", "eth2"]}'],
    ['kernel', 'show'],
    ['run', 'health_check_bridge', '--input', '{"bridge_name": "br0"}'],
  ];
  try {
    for (const command of commands) {
      const shown = command.map((word) => (/^[\w-]+$/.test(word) ? word : `'${word}'`)).join(' ');
      console.log(`\n$ sg ${shown}`);
      const status = await runProgram(process.execPath, ['bin/run.js', ...command, '--world', world], { cwd: root });
      if (status !== 0) return status;
    }
    return 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (!process.argv.includes('--story')) process.exitCode = await mainJob();
if ((process.exitCode ?? 0) === 0 && !process.argv.includes('--main')) await tellStory();
