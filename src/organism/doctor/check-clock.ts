import { openObjects } from '../../git/object-store.ts';
import { looksLikeAddress, remoteAddress } from '../../git/transport/remote-address.ts';
import { remoteClock } from '../../git/transport/remote-clock.ts';
import { configuredUrl } from '../../git/transport/remotes.ts';
import { lastExchange } from '../host/exchange-record.ts';
import { currentCommit } from '../host/host-place.ts';
import { error, warning, type CheckResult, type Finding, type Scene } from './finding.ts';

/** A wrong clock misdates ledgers and certificates, and makes due checks come early or never. */
const toleranceMs = 5 * 60_000;
const mend = 'timedatectl set-ntp true';

/** The clock against what is known to have been before, and against the remote's. */
export async function checkClock(scene: Scene): Promise<CheckResult> {
  const known = await Promise.all([againstCommit(scene), againstPast(scene), againstRemote(scene)]);
  return { found: known.flat(), seen: new Date(scene.now).toISOString() };
}

async function againstCommit({ workspace, now }: Scene): Promise<readonly Finding[]> {
  const commit = workspace === undefined ? undefined : currentCommit(workspace.root);
  if (workspace === undefined || commit === undefined) return [];
  const made = (await (await openObjects(workspace.repository)).readCommit(commit)).committer.timestamp * 1000;
  if (made - now <= toleranceMs) return [];
  const message = `The clock shows ${shown(now)}, but the phenotype that runs was made at ${shown(made)}.`;
  return [error('clock-behind', message, mend)];
}

async function againstPast({ workspace, now }: Scene): Promise<readonly Finding[]> {
  if (workspace === undefined) return [];
  const moments = await Promise.all([lastExchange(workspace.root, 'pull'), lastExchange(workspace.root, 'push')]);
  const latest = Math.max(...moments.map((each) => (each?.at ?? 0) * 1000));
  if (latest - now <= toleranceMs) return [];
  const message = `The clock shows ${shown(now)}, but this host was at ${shown(latest)} before: it went back.`;
  return [error('clock-went-back', message, mend)];
}

async function againstRemote({ workspace, remote, now }: Scene): Promise<readonly Finding[]> {
  const url = (workspace === undefined ? undefined : await configuredUrl(workspace.repository, remote)) ?? remote;
  // What is wrong with the address, another check tells.
  if (!looksLikeAddress(url)) return [];
  const there = await remoteClock(remoteAddress(url), 5_000);
  // The header is in whole seconds, and the answer took its time.
  if (there === undefined || Math.abs(there - now) <= toleranceMs) return [];
  const message = `The clock shows ${shown(now)}, that of the remote ${shown(there)}.`;
  return [warning('clock-skewed', message, mend)];
}

function shown(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ');
}
