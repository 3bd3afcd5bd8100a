import { InternalError } from '../errors/internal-error.ts';

/** One `Key: value` line at the end of a commit message (git-interpret-trailers(1)). */
export interface Trailer {
  readonly key: string;
  /** On one line; folded lines are joined by a space. */
  readonly value: string;
}

/** Lines git itself writes; with one of them, a quarter of the block's lines need be trailers. */
const gitsOwn = ['Signed-off-by: ', '(cherry picked from commit '];

/** What `git interpret-trailers --parse --no-divider` prints for the message, key and value apart. */
export function parseTrailers(message: string): readonly Trailer[] {
  const lines = message.trimEnd().split('\n');
  const trailers: Trailer[] = [];
  let open = false;
  for (const line of lines.slice(blockStart(lines))) {
    const separator = separatorAt(line);
    const last = trailers.at(-1);
    if (separator > 0) {
      trailers.push({ key: line.slice(0, separator).trim(), value: line.slice(separator + 1).trim() });
    } else if (open && last !== undefined && /^\s/.test(line)) {
      trailers[trailers.length - 1] = { key: last.key, value: `${last.value} ${line.trim()}`.trim() };
    }
    open = separator > 0 || (open && /^\s/.test(line));
  }
  return trailers;
}

/** The values of one key, compared without case, in order. */
export function trailerValues(trailers: readonly Trailer[], key: string): readonly string[] {
  return trailers.filter((trailer) => trailer.key.toLowerCase() === key.toLowerCase()).map(({ value }) => value);
}

export interface MessageParts {
  /** One line. */
  readonly subject: string;
  readonly body?: string;
  readonly trailers?: readonly Trailer[];
}

/** A commit message whose trailers `parseTrailers` and git read back; white space in values becomes single spaces. */
export function formatMessage({ subject, body = '', trailers = [] }: MessageParts): string {
  const block = trailers.map(({ key, value }) => {
    if (!/^[A-Za-z0-9][A-Za-z0-9-]*$/.test(key)) throw new InternalError(`not a trailer key: ${JSON.stringify(key)}`);
    return `${key}: ${oneLine(value)}`.trimEnd();
  });
  const parts = [oneLine(subject), body.trim(), block.join('\n')];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
}

/**
 * Where the last paragraph begins, if it is a trailer block: all of its lines are trailers, or a quarter are and git wrote
 * one of them. The first paragraph is the title and never one. Lines that start with "#" are comments.
 */
function blockStart(lines: readonly string[]): number {
  const titleEnd = lines.findIndex((line) => line.trim() === '');
  if (titleEnd < 0) return lines.length;
  const start = lines.findLastIndex((line) => line.trim() === '') + 1;
  const { trailers, others, recognised } = countLines(lines.slice(start));
  const isBlock = recognised ? trailers * 3 >= others : trailers > 0 && others === 0;
  return isBlock ? start : lines.length;
}

interface LineCounts {
  readonly trailers: number;
  readonly others: number;
  readonly recognised: boolean;
}

/** Indented lines belong to the trailer above them, and count as something else where there is none. */
function countLines(block: readonly string[]): LineCounts {
  let trailers = 0;
  let others = 0;
  let recognised = false;
  let belowTrailer = false;
  for (const line of block) {
    if (line.startsWith('#')) {
      belowTrailer = false;
      continue;
    }
    const own = gitsOwn.some((prefix) => line.startsWith(prefix));
    const isTrailer = own || separatorAt(line) > 0;
    recognised ||= own;
    if (isTrailer) trailers += 1;
    else if (!(belowTrailer && /^\s/.test(line))) others += 1;
    belowTrailer = isTrailer || (belowTrailer && /^\s/.test(line));
  }
  return { trailers, others, recognised };
}

/** Where the ":" after a key is, -1 for lines that are no trailer. White space may stand before it. */
function separatorAt(line: string): number {
  const match = /^[A-Za-z0-9-]+[ \t]*:/.exec(line);
  return match === null ? -1 : match[0].length - 1;
}
