import { hasCarrier } from './carrier.ts';
import { findLink, linksUnder } from './links.ts';
import type { LinkState, World } from './world-schema.ts';

/** One way a frame from a device leaves the machine. */
export interface Way {
  /** The ethernet link whose wire it takes. */
  readonly wire: string;
  /** Innermost VLAN tag on that wire; null for none. */
  readonly vlan: number | null;
  /** Bridges passed, with the port taken there: where the answer will be learned. */
  readonly learned: readonly { readonly bridge: string; readonly port: string }[];
}

/** Every way frames from `link` reach a wire now; none when it is down or without carrier. */
export function waysOut(world: World, link: LinkState): readonly Way[] {
  if (!hasCarrier(world, link)) return [];
  switch (link.kind) {
    case 'loopback':
    case 'other':
      return [];
    case 'ethernet':
      return [{ wire: link.name, vlan: null, learned: [] }];
    case 'vlan':
      return below(world, link.parent).map((way) => ({ ...way, vlan: way.vlan ?? link.id }));
    case 'bond':
      return link.members
        .filter(({ name }) => link.active === null || link.active === name)
        .flatMap(({ name }) => below(world, name));
    case 'bridge':
      return linksUnder(world, link.name)
        .filter((port) => port.port?.state === 'forwarding')
        .flatMap((port) =>
          waysOut(world, port).map((way) => ({
            ...way,
            learned: [...way.learned, { bridge: link.name, port: port.name }],
          })),
        );
  }
}

function below(world: World, name: string): readonly Way[] {
  const link = findLink(world, name);
  return link === undefined ? [] : waysOut(world, link);
}
