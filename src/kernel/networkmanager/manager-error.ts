import { EnvironmentError } from '../../errors/environment-error.ts';
import { Refusal } from '../refusal.ts';
import { BusReply, BusTimeout } from './bus-error.ts';

const withoutIt = '`--kernel iproute2` works without NetworkManager.';

export function managerAbsent(cause?: unknown): EnvironmentError {
  return new EnvironmentError({
    code: 'networkmanager-unavailable',
    message: 'NetworkManager does not run on this host, or not on this bus.',
    hint: `Start it (\`systemctl start NetworkManager\`), or install it (Debian: network-manager). ${withoutIt}`,
    ...(cause === undefined ? {} : { cause }),
  });
}

export function managerTooOld(version: string): EnvironmentError {
  return new EnvironmentError({
    code: 'networkmanager-too-old',
    message: `Expected NetworkManager 1.42 or later; this host runs ${version}.`,
    hint: `Upgrade it. ${withoutIt}`,
  });
}

export function notPermitted(cause: unknown): EnvironmentError {
  return new EnvironmentError({
    code: 'networkmanager-not-permitted',
    message: `NetworkManager lets this user not change the network: ${messageOf(cause)}.`,
    hint: 'Run sg as root, or allow the user org.freedesktop.NetworkManager.* in polkit.',
    cause,
  });
}

export function checkpointInForce(path: string): EnvironmentError {
  return new EnvironmentError({
    code: 'checkpoint-in-force',
    message: `Another program has a checkpoint of NetworkManager in force (${path}). Nothing was changed.`,
    hint: 'Wait until it is confirmed or rolls back by itself; the program that made it (nmstate, Cockpit, nmcli) can end it.',
    details: { checkpoint: path },
  });
}

export function checkpointFired(label: string): EnvironmentError {
  return new EnvironmentError({
    code: 'checkpoint-fired',
    message: `NetworkManager rolled "${label}" back before it was committed: its checkpoint had run out.`,
    hint: 'The host is as it was before. Was sg stopped, or the host asleep? Run it again.',
  });
}

export function isPermissionDenied(error: unknown): boolean {
  return error instanceof BusReply && /PermissionDenied|AccessDenied|NotAuthorized/.test(error.type);
}

/** The object is not there (any more). */
export function isGone(error: unknown): boolean {
  return (
    error instanceof BusReply &&
    (/UnknownObject|UnknownMethod|UnknownConnection|NotActive|UnknownDevice|InvalidConnection$/.test(error.type) ||
      /does not exist|doesn't exist/.test(error.message))
  );
}

export function isAbsent(error: unknown): boolean {
  return error instanceof BusReply && /ServiceUnknown|NameHasNoOwner|NoReply|Disconnected/.test(error.type);
}

/**
 * What asks NetworkManager where it may have gone meanwhile.
 * @throws EnvironmentError `networkmanager-unavailable` where it has
 */
export async function whileItRuns<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (isAbsent(error)) throw managerAbsent(error);
    throw error;
  }
}

/** An error of the bus as a refusal with NetworkManager's own text. */
export function managerRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const message = `NetworkManager: ${messageOf(error)}`;
  if (error instanceof BusTimeout) return new Refusal('ETIMEDOUT', message);
  if (!(error instanceof BusReply)) return new Refusal('EUNAVAILABLE', message);
  if (isAbsent(error)) return new Refusal('EUNAVAILABLE', message);
  if (isPermissionDenied(error))
    return new Refusal('EUNAVAILABLE', `${message}: run sg as root, or allow it in polkit`);
  if (/UnknownDevice$/.test(error.type)) return new Refusal('ENODEV', message);
  return new Refusal('EINVAL', message);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
