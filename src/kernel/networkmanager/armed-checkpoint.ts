import { hostIdentity } from '../iproute2/iproute2-kernel.ts';
import type { ArmedJournal } from '../journal/armed-journals.ts';
import { hostClock } from '../observe/observe-operations.ts';
import { isInForce } from './checkpoint.ts';
import { isGone } from './manager-error.ts';
import type { NetworkManager } from './network-manager.ts';
import { openManager } from './open-manager.ts';

/**
 * `standing`: it may still be confirmed. `over`: its time has run out, or NetworkManager has rolled it back, or the host was
 * started anew; what is left of it is to be undone. `elsewhere`: of another network namespace.
 */
export type ArmedFate = 'standing' | 'over' | 'elsewhere';

/** @throws EnvironmentError where NetworkManager can't be asked */
export async function armedFate(journal: ArmedJournal): Promise<ArmedFate> {
  const { begin, armed } = journal;
  const here = hostIdentity();
  if (begin.boot !== here.boot) return 'over';
  if (begin.network !== here.network) return 'elsewhere';
  if (isOver(hostClock(), begin.at, armed.expires)) return 'over';
  return (await withGuard(journal, isInForce)) ? 'standing' : 'over';
}

/** A minute: what is set right by a little needs nobody's attention. */
const wentBackSeconds = 60;

/** Where the clock stands before the beginning it was set back, and nobody knows for how long the change has stood. */
function isOver(now: number, begun: number, expires: number): boolean {
  return now >= expires || now < begun - wentBackSeconds;
}

/** Nothing undoes it any more. False where that has happened already. @throws EnvironmentError as `armedFate` */
export function confirmArmed(journal: ArmedJournal): Promise<boolean> {
  return withGuard(journal, async (manager, place) => {
    if (!(await isInForce(manager, place))) return false;
    try {
      await manager.destroyCheckpoint(place.path);
      return true;
    } catch (error) {
      if (isGone(error)) return false;
      throw error;
    }
  });
}

type Place = Parameters<typeof isInForce>[1];

/** A NetworkManager that was started anew since has forgotten the checkpoint, and rolls nothing back: true. */
async function withGuard(
  { armed, checkpoint }: ArmedJournal,
  ask: (manager: NetworkManager, place: Place) => Promise<boolean>,
): Promise<boolean> {
  if (armed.owner === null || checkpoint === undefined) return true;
  const manager = await openManager();
  try {
    if (manager.owner !== armed.owner) return true;
    return await ask(manager, { path: checkpoint.path, created: checkpoint.created, timeoutSeconds: 0 });
  } finally {
    manager.close();
  }
}
