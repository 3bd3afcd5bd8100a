import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../helpers/project-root.ts';

/** A ```sh block of a page of the handbook. */
export interface Block {
  /** Line of the page on which the commands begin. */
  readonly line: number;
  readonly commands: string;
  /** Words behind `sh` on the fence: what the block needs, or the exit status it ends with (`exit=1`). */
  readonly words: readonly string[];
}

/** The commands of a page, in their order. */
export function blocksOf(page: string): readonly Block[] {
  const lines = readFileSync(path.join(projectRoot, page), 'utf8').split('\n');
  const blocks: Block[] = [];
  for (let line = 0; line < lines.length; line += 1) {
    const words = /^```sh\b(.*)$/
      .exec(lines[line] ?? '')?.[1]
      ?.split(' ')
      .filter(Boolean);
    if (words === undefined) continue;
    const end = lines.indexOf('```', line);
    blocks.push({ line: line + 2, words, commands: lines.slice(line + 1, end).join('\n') });
    line = end;
  }
  return blocks;
}

/** One script of a page's blocks: where it stops, its last `@line` on standard error tells which block it was. */
export function scriptOf(blocks: readonly Block[]): string {
  return ['set -eu', ...blocks.map(scripted)].join('\n');
}

function scripted({ line, commands, words }: Block): string {
  const status = words.map((word) => /^exit=(\d+)$/.exec(word)?.[1]).find((found) => found !== undefined);
  const body =
    status === undefined
      ? commands
      : `set +e\n${commands}\n[ $? -eq ${status} ] || { echo "expected exit status ${status}" >&2; exit 99; }\nset -e`;
  return `echo "@line ${line}" >&2\n${body}`;
}

/** A comment of a page, which readers do not see: what others do there between two blocks. */
export interface Cue {
  readonly line: number;
  readonly cue: string;
}

/** The comments of a page that stand on a line of their own, in their order. */
export function cuesOf(page: string): readonly Cue[] {
  const lines = readFileSync(path.join(projectRoot, page), 'utf8').split('\n');
  return lines.flatMap((text, index) => {
    const cue = /^<!-- (.+) -->$/.exec(text)?.[1];
    return cue === undefined ? [] : [{ line: index + 1, cue }];
  });
}
