import { spawn } from 'node:child_process';
import { gitEnvironment } from './git-program.ts';
import type { Repository } from './repository.ts';

export interface RawObject {
  readonly type: string;
  readonly bytes: Buffer;
}

/** A running `git cat-file --batch`: some ten times as fast as reading packs in JavaScript. */
export interface ObjectPipe {
  /** `undefined` when git does not have it, or when there is no git to ask: ask another way then. */
  read(oid: string): Promise<RawObject | undefined>;
  /** Ends the program. Reads that still wait get `undefined`. */
  close(): void;
}

type Answer = (object: RawObject | undefined) => void;

/** The caller closes it, however its work ends. */
export function openObjectPipe(repository: Repository): ObjectPipe {
  const env = { ...gitEnvironment(), GIT_NO_LAZY_FETCH: '1' };
  const git = spawn('git', ['cat-file', '--batch'], { cwd: repository.root, env, stdio: ['pipe', 'pipe', 'ignore'] });
  const waiting: Answer[] = [];
  let rest: Buffer = Buffer.alloc(0);
  let open = true;
  const end = (): void => {
    open = false;
    for (const answer of waiting.splice(0)) answer(undefined);
  };
  git.on('error', end).on('close', end);
  git.stdin.on('error', end);
  git.stdout.on('data', (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let found = takeAnswer(rest); found !== undefined; found = takeAnswer(rest)) {
      rest = rest.subarray(found.length);
      waiting.shift()?.(found.object);
    }
  });
  return {
    read: (oid) =>
      new Promise((resolve) => {
        if (!open) {
          resolve(undefined);
          return;
        }
        waiting.push(resolve);
        git.stdin.write(`${oid}\n`);
      }),
    close: () => {
      end();
      git.stdin.end();
      git.stdout.destroy();
    },
  };
}

/** The first answer, when all of it is there: `<oid> <type> <size>`, the bytes, a line feed; or `<oid> missing`. */
function takeAnswer(text: Buffer): { readonly object: RawObject | undefined; readonly length: number } | undefined {
  const lineEnd = text.indexOf('\n');
  if (lineEnd < 0) return undefined;
  const [, type, size] = /^[0-9a-f]+ (\w+) (\d+)$/.exec(text.toString('latin1', 0, lineEnd)) ?? [];
  const start = lineEnd + 1;
  if (type === undefined) return { object: undefined, length: start };
  const end = start + Number(size);
  if (text.length <= end) return undefined;
  // A copy: a view would keep whatever was read with it in memory.
  return { object: { type, bytes: Buffer.from(text.subarray(start, end)) }, length: end + 1 };
}
