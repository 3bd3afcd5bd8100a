import { restoreScope } from '../iproute2/restore-scope.ts';
import type { JournalStory } from '../journal/read-journal.ts';
import type { HostTools } from '../observe/host-tools.ts';
import { observeHost } from '../observe/observe-host.ts';
import { Checkpoint, intended, isInForce } from './checkpoint.ts';
import type { NetworkManager } from './network-manager.ts';
import { openManager } from './open-manager.ts';
import { profileEntry, undoProfiles } from './profile-log.ts';
import { restoreCards } from './restore-cards.ts';
import { quiet, reactivate } from './reactivate.ts';

/** A NetworkManager that died with sg is started anew by systemd. */
const waitMs = 15_000;

/**
 * NetworkManager's part of a recovery: profiles as they were, devices active with what they were, and no checkpoint left
 * behind. May be cut off and done again.
 * @returns UUIDs of profiles that are not as they were
 * @throws EnvironmentError where NetworkManager can't be reached: the journal waits for it
 */
export async function recoverManager(tools: HostTools, story: JournalStory): Promise<readonly string[]> {
  const manager = await openManager(waitMs);
  try {
    const left = await undoProfiles(manager, story.profiles.map(profileEntry));
    await activateAsBefore(manager, tools, story);
    await quiet(manager);
    await endCheckpoint(manager, story);
    return left;
  } finally {
    manager.close();
  }
}

async function activateAsBefore(manager: NetworkManager, tools: HostTools, story: JournalStory): Promise<void> {
  const { begin, checkpoint, devices } = story;
  if (begin === undefined || checkpoint === undefined || devices.length === 0) return;
  const reach = restoreScope(begin.state, await observeHost(tools), devices);
  await restoreCards(tools, begin.state, reach);
  await reactivate(manager, checkpoint.active, reach);
}

/** The dead process's own: another tool's has another path or another time. */
async function endCheckpoint(manager: NetworkManager, { checkpoint, intended: intent }: JournalStory): Promise<void> {
  const place =
    checkpoint !== undefined
      ? { path: checkpoint.path, created: checkpoint.created, timeoutSeconds: 0 }
      : intent && intended(await manager.look(), intent);
  if (place === undefined || !(await isInForce(manager, place))) return;
  await new Checkpoint(manager, 'recover', place).drop();
}
