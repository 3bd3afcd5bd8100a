import { openObjectPipe, type RawObject } from './object-pipe.ts';
import { openObjects, type ObjectStore, type Signature, type TreeLine } from './object-store.ts';
import type { HistoryCommit } from './walk-history.ts';
import type { Repository } from './repository.ts';

/** For work that reads objects by the thousand. */
export interface SwiftObjects extends Pick<ObjectStore, 'readBlob' | 'readTree' | 'readCommit'> {
  close(): void;
}

/**
 * Objects by way of the git program where there is one; what it does not answer is read without it, with the same result
 * and the same errors. The caller closes it.
 */
export async function openSwiftObjects(repository: Repository): Promise<SwiftObjects> {
  const objects = await openObjects(repository);
  const pipe = openObjectPipe(repository);
  const read = async <T>(
    oid: string,
    type: string,
    parse: (raw: RawObject) => T | undefined,
    otherwise: () => Promise<T>,
  ): Promise<T> => {
    const raw = await pipe.read(oid);
    // What git hands over unchecked and cannot be parsed gets its error from the careful way.
    return (raw?.type === type ? parse(raw) : undefined) ?? otherwise();
  };
  return {
    readBlob: (oid) =>
      read(
        oid,
        'blob',
        ({ bytes }): Uint8Array => bytes,
        () => objects.readBlob(oid),
      ),
    readTree: (oid) => read(oid, 'tree', parseTree, () => objects.readTree(oid)),
    readCommit: (oid) =>
      read(
        oid,
        'commit',
        (raw) => parseCommit(oid, raw),
        () => objects.readCommit(oid),
      ),
    close: () => {
      pipe.close();
    },
  };
}

/** `<mode> <name>\0` and twenty bytes of id, over and over. */
function parseTree({ bytes }: RawObject): readonly TreeLine[] | undefined {
  const lines: TreeLine[] = [];
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(0x20, at);
    const zero = bytes.indexOf(0, Math.max(space, at));
    if (space < 0 || zero < space || zero + 21 > bytes.length) return undefined;
    const mode = bytes.toString('latin1', at, space).padStart(6, '0');
    lines.push({
      mode,
      name: bytes.toString('utf8', space + 1, zero),
      oid: bytes.toString('hex', zero + 1, zero + 21),
    });
    at = zero + 21;
  }
  return lines;
}

function parseCommit(oid: string, { bytes }: RawObject): HistoryCommit | undefined {
  const text = bytes.toString('utf8');
  const blank = text.indexOf('\n\n');
  const headers = blank < 0 ? text : text.slice(0, blank);
  const values = (key: string): readonly string[] =>
    headers.split('\n').flatMap((line) => (line.startsWith(`${key} `) ? [line.slice(key.length + 1)] : []));
  const [tree] = values('tree');
  if (tree === undefined) return undefined;
  return {
    oid,
    tree,
    parents: values('parent'),
    author: parseSignature(values('author')[0] ?? ''),
    committer: parseSignature(values('committer')[0] ?? ''),
    message: blank < 0 ? '' : text.slice(blank + 2),
  };
}

function parseSignature(text: string): Signature {
  const [, name = '', email = '', seconds = '0', sign = '+', hours = '0', minutes = '0'] =
    /^(.*?) ?<(.*)> (-?\d+) ([+-])(\d\d)(\d\d)$/.exec(text) ?? [];
  const east = Number(hours) * 60 + Number(minutes);
  return { name, email, timestamp: Number(seconds), timezoneOffset: sign === '-' ? east : 0 - east };
}
