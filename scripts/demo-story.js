import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { register } from 'tsx/esm/api';

/** Lines shown of one output. */
const shown = 40;

function print(text, indent) {
  const lines = text.trimEnd().split('\n');
  const rest = lines.length - shown;
  for (const line of lines.slice(0, shown)) console.log(`${indent}${line}`);
  if (rest > 0) console.log(`${indent}… ${rest} more lines`);
}

const teller = {
  chapter(title, told) {
    console.log(`\n== ${title}\n`);
    if (told !== undefined) print(told, '   ');
  },
  scene(who, command, output) {
    console.log(`\n   ${who} $ ${command}`);
    print(output, '   | ');
  },
  step(job, step) {
    console.log(`   ${job}: ${step.replace(/@[0-9a-f]{40}$/, '')}`);
  },
};

/**
 * One failure on one host and what comes of it, up to the promotion: the built sg, git over HTTP, a stand-in for GitHub on
 * the loopback, and the steps of .github/workflows as they are written. Leaves everything to look at, and says where.
 */
export async function tellStory() {
  register();
  const { Story } = await import('../test/story/story.ts');
  const folder = await mkdtemp(path.join(tmpdir(), 'sg-story-'));
  const story = await Story.begin({ folder, teller });
  try {
    await story.repository();
    await story.failure();
    await story.pushLedger(story.hosts[0]);
    await story.proposal();
    await story.check();
    await story.merge();
    await story.rescues();
    await story.evolution();
    await story.epilogue();
  } finally {
    await story.end();
  }
  console.log(`\nIt is all there to look at:`);
  console.log(`   ${story.person.folder}  git log, sg log bridge_uplink`);
  console.log(`   ${path.join(folder, 'pull-request.md')}  what the reviewer read`);
}
