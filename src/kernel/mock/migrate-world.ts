import { z } from 'zod';

/** What of an old world is read here; its new shape is checked afterwards like any other. */
const versionOne = z.looseObject({
  version: z.literal(1),
  clock: z.number(),
  links: z.array(z.unknown()),
  addresses: z.array(z.unknown()),
  routes: z.array(z.unknown()),
  neighbours: z.array(z.looseObject({})),
  wire: z.looseObject({ hosts: z.array(z.looseObject({})) }),
});

/**
 * A world of version 1 in the shape of version 2; anything else as it is. Version 1 knew no switches, no schedule and no
 * reboots: what was configured then is taken for what the host comes up with.
 */
export function migrated(value: unknown): unknown {
  const parsed = versionOne.safeParse(value);
  if (!parsed.success) return value;
  const { links, addresses, routes, neighbours, wire, clock } = parsed.data;
  return {
    ...parsed.data,
    version: 2,
    neighbours: neighbours.map((one) => ({ ...one, confirmed: one['state'] === 'reachable' ? clock : null })),
    wire: { ...wire, hosts: wire.hosts.map((host) => ({ ...host, talks: null })), switches: [] },
    schedule: [],
    boot: { links, addresses, routes },
  };
}
