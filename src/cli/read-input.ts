import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { UsageError } from '../errors/usage-error.ts';
import type { Json } from '../model/json.ts';

/** The largest input taken: 1 MiB. */
const maxBytes = 1024 * 1024;

/**
 * The value of `--input`: JSON itself, `@FILE`, or `-` for standard input. Left out it is `{}`.
 * @throws UsageError input-not-json, input-not-readable, input-too-large
 */
export async function readInput(argument: string | undefined): Promise<Json> {
  if (argument === undefined) return {};
  const { source, content } = await readSource(argument);
  if (Buffer.byteLength(content) > maxBytes) {
    throw new UsageError({
      code: 'input-too-large',
      message: `The input from ${source} is larger than ${maxBytes} bytes.`,
      hint: 'Give a smaller input.',
    });
  }
  return parse(content, source);
}

async function readSource(argument: string): Promise<{ readonly source: string; readonly content: string }> {
  if (argument === '-') return { source: 'standard input', content: await text(process.stdin) };
  if (!argument.startsWith('@')) return { source: '--input', content: argument };
  const file = argument.slice(1);
  try {
    return { source: file, content: await readFile(file, 'utf8') };
  } catch (cause) {
    throw new UsageError({
      code: 'input-not-readable',
      message: `The input file "${file}" can't be read: ${(cause as Error).message}`,
      hint: 'Name an existing file after the @, or give the JSON itself.',
      cause,
    });
  }
}

function parse(content: string, source: string): Json {
  try {
    return JSON.parse(content) as Json;
  } catch (cause) {
    throw new UsageError({
      code: 'input-not-json',
      message: `The input from ${source} is not JSON: ${(cause as Error).message}`,
      hint: 'Quote it for the shell: --input \'{"bridge_name": "br0"}\', or use --input @FILE.',
      cause,
    });
  }
}
