import { readFile, stat } from 'node:fs/promises';
import { UsageError } from '../../errors/usage-error.ts';
import type { World } from '../../kernel/mock/world-schema.ts';
import { faultsFromGiven, worldFromGiven } from '../../kernel/vocabulary.ts';

/** A thousand lines are more than any example has. */
const largest = 64 * 1024;

/**
 * The mock's world as a file states it, one line each, in the words that examples of contracts have under `given:`. Empty
 * lines and those that start with `#` say nothing.
 * @throws UsageError `given-unreadable`, `impossible-given`
 */
export async function readGivenWorld(file: string): Promise<World> {
  const lines = (await readGiven(file))
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const [fault] = lines.filter((line) => faultsFromGiven([line]).faults.length > 0);
  if (fault === undefined) return worldFromGiven(lines);
  throw new UsageError({
    code: 'impossible-given',
    message: `The line "${fault}" says what goes wrong during an example, and a saved world has no place for that.`,
    hint: 'Leave the line out; `sg test` runs examples with what goes wrong in them.',
    details: { line: fault },
  });
}

async function readGiven(file: string): Promise<string> {
  try {
    if ((await stat(file)).size > largest) throw new RangeError(`it has more than ${largest} bytes`);
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError({
      code: 'given-unreadable',
      message: `Expected lines that state a world in ${file}, but ${(error as Error).message}.`,
      hint: 'Write one such as "bridge br0 with ports [eth1]" on each line, as contracts have them under given:.',
      cause: error,
    });
  }
}
