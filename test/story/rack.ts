import path from 'node:path';
import { saveWorld } from '../../src/kernel/mock/world-file.ts';
import { worldFromGiven } from '../../src/kernel/vocabulary.ts';

/** From which port to which the uplink of br0 moves. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

export function moveInput({ from, to }: Move): string {
  return JSON.stringify({ bridge_name: 'br0', uplink: to, replaces: from });
}

/**
 * A host whose four cards are all in one switch, and a gateway that asks it something every five seconds: after a move the
 * switch goes on sending to the old port until a frame comes out of the new one.
 */
export async function rackWorld(folder: string, { from, to }: Move): Promise<string> {
  const cards = ['eth1', 'eth2', 'eth3', 'eth4'];
  const world = worldFromGiven([
    ...cards.map((card, index) => `interface ${card} mac 52:54:00:00:00:${String(10 + index)}`),
    `switch sw0 with ports [${cards.join(', ')}]`,
    `bridge br0 with ports [${from}]`,
    'address 192.0.2.10/24 on br0',
    'host 192.0.2.1 behind sw0',
    'host 192.0.2.1 asks 192.0.2.10 every 5s',
  ]);
  const file = path.join(folder, `${from}-to-${to}.json`);
  await saveWorld(file, world);
  return file;
}
