import { IntegrityError } from '../../errors/integrity-error.ts';
import { SgError } from '../../errors/sg-error.ts';
import { openSwiftObjects } from '../../git/swift-objects.ts';
import type { Repository } from '../../git/repository.ts';
import { walkHistory } from '../../git/walk-history.ts';

/** Commits a host may be behind. */
const furthest = 10_000;

/**
 * A branch that hosts take only ever grows: what is newest now must lead back to what was good before. Otherwise an old
 * phenotype with a known weakness could be served as news.
 * @throws IntegrityError `history-went-back`
 */
export async function assertContinues(repository: Repository, tip: string, good: string | undefined): Promise<void> {
  if (good === undefined || tip === good || (await leadsTo(repository, tip, good))) return;
  const older = await leadsTo(repository, good, tip);
  throw new IntegrityError({
    code: 'history-went-back',
    message: older
      ? `Expected a successor of ${good.slice(0, 12)}, which runs here, got the older ${tip.slice(0, 12)}.`
      : `Expected a successor of ${good.slice(0, 12)}, which runs here, got ${tip.slice(0, 12)} with another history.`,
    hint: `The phenotype that ran before keeps running. If the history was rewritten on purpose: \`sg pull --trust ${tip}\`.`,
    details: { good, tip },
  });
}

async function leadsTo(repository: Repository, start: string, ancestor: string): Promise<boolean> {
  const objects = await openSwiftObjects(repository);
  let walked = 0;
  try {
    for await (const { commit } of walkHistory(repository, objects, start)) {
      if (commit.oid === ancestor) return true;
      walked += 1;
      if (walked > furthest) return false;
    }
    return false;
  } catch (error) {
    // Where parents are missing, nothing is proven.
    if (error instanceof SgError && error.code === 'git-object-missing') return false;
    throw error;
  } finally {
    objects.close();
  }
}
