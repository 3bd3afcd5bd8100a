import { EnvironmentError } from '../../errors/environment-error.ts';

/** The error another program on the bus answered with: its name and its own text. */
export class BusReply extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.name = 'BusReply';
    this.type = type;
  }

  static from(error: unknown): Error {
    if (error instanceof Error && 'type' in error && typeof error.type === 'string')
      return new BusReply(error.type, textOf('text' in error ? error.text : error.message).slice(0, 500));
    return error instanceof Error ? error : new Error(textOf(error));
  }
}

/** An error's text is the first value of its reply, which may be anything, a table with a member `toString` too. */
function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? 'an error that is no text' : String(value);
}

export class BusTimeout extends Error {
  constructor(member: string, timeoutMs: number) {
    super(`${member} was not answered within ${timeoutMs / 1_000} s`);
    this.name = 'BusTimeout';
  }
}

export function busFailed(cause: unknown): EnvironmentError {
  const text = cause instanceof Error ? cause.message : String(cause);
  const refused = /EACCES|AccessDenied|Permission denied|auth/i.test(text);
  return new EnvironmentError({
    code: 'dbus-unavailable',
    message: `The D-Bus system bus can't be used: ${text}.`,
    hint: refused
      ? 'Run sg as root, or as a user whom the bus lets in. `--kernel iproute2` needs no D-Bus.'
      : 'Start it (`systemctl start dbus`), or name its socket in DBUS_SYSTEM_BUS_ADDRESS. `--kernel iproute2` needs no D-Bus.',
    cause,
  });
}
