import * as nodeFs from 'node:fs';
import { lookThroughPack } from './sound-pack.ts';

/** Where the names of an index (version 2) begin: behind eight bytes and 256 sums, of which the last is their count. */
const namesAt = 8 + 256 * 4;
const nameLength = 20;

/** The file system that isomorphic-git gets for a fetch. */
export interface IncomingFiles {
  readonly promises: typeof nodeFs.promises;
}

/**
 * Lets nothing be written but packs, their indexes and the list of shallow commits. isomorphic-git makes an index of as much
 * of a pack as it understands, and takes the pack's name from its last bytes; here the pack is looked through first.
 * @param mostBytes what an object of a pack may become
 * @param refuse gives the error for what was sent
 */
export function incomingFiles(mostBytes: number, refuse: (why: string) => Error): IncomingFiles {
  const counts = new Map<string, number>();
  const check = (file: string, bytes: Buffer): void => {
    const [pack, kind] = [file.replace(/\.(pack|idx)$/, ''), file.slice(-4)];
    if (kind === 'pack') {
      const found = lookThroughPack(bytes, mostBytes);
      if (typeof found === 'string') throw refuse(found);
      counts.set(pack, found);
    } else if (kind === '.idx' && countNames(bytes) !== counts.get(pack)) {
      throw refuse('its pack has objects that nobody can make out, or some of them twice');
    }
  };
  const writeFile = async (file: string, bytes: Buffer | string): Promise<void> => {
    if (!/\/(?:objects\/pack\/pack-[0-9a-f]{40}\.(?:pack|idx)|shallow)$/.test(file)) return;
    if (typeof bytes !== 'string') check(file, bytes);
    await nodeFs.promises.writeFile(file, bytes);
  };
  return {
    promises: {
      ...nodeFs.promises,
      writeFile: writeFile as typeof nodeFs.promises.writeFile,
      mkdir: () => Promise.resolve(undefined),
    },
  };
}

/** How many different ones; they are sorted. */
function countNames(index: Buffer): number {
  const name = (at: number): Buffer => index.subarray(namesAt + at * nameLength, namesAt + (at + 1) * nameLength);
  const all = index.readUInt32BE(namesAt - 4);
  return Array.from({ length: all }, (_, at) => at).filter((at) => at === 0 || !name(at).equals(name(at - 1))).length;
}
