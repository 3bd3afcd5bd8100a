import { z } from 'zod';
import type { DeviceName } from '../network.ts';
import type { HostTools } from './host-tools.ts';

export interface RouteFound {
  readonly device: DeviceName;
  /** The gateway; null on a connected network. */
  readonly via: string | null;
}

/** One element of `ip -j route get`. */
const found = z.tuple(
  [
    z.object({
      dev: z.string(),
      gateway: z.exactOptional(z.string()),
      via: z.exactOptional(z.object({ host: z.string() })),
    }),
  ],
  z.unknown(),
);

/** Which way packets to an address go now, by the kernel's own answer; undefined without a route. */
export async function routeTo(tools: HostTools, address: string): Promise<RouteFound | undefined> {
  const { status, stdout } = await tools.run('ip', ['-json', 'route', 'get', 'to', address]);
  if (status !== 0) return undefined;
  const row = found.safeParse(parsed(stdout)).data?.[0];
  return row === undefined ? undefined : { device: row.dev, via: row.gateway ?? row.via?.host ?? null };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
