/** A code block that its text cannot end: the fence is longer than any run of backticks inside (CommonMark 4.5). */
export function fence(text: string, info: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(({ 0: run }) => run.length));
  const mark = '`'.repeat(Math.max(3, longest + 1));
  return `${mark}${info}\n${text}${text.endsWith('\n') ? '' : '\n'}${mark}`;
}

/** The contents of a text's code blocks, and whether the last one is left open. */
export function fencedBlocks(text: string): { readonly blocks: readonly string[]; readonly open: boolean } {
  const blocks: string[] = [];
  let mark: string | undefined;
  let lines: string[] = [];
  for (const line of text.split('\n')) {
    const found = /^ {0,3}(`{3,}|~{3,})([^`]*)$/.exec(line);
    if (mark === undefined) {
      mark = found?.[1];
      lines = [];
    } else if (found !== null && closes(mark, found)) {
      blocks.push(lines.join('\n'));
      mark = undefined;
    } else lines.push(line);
  }
  return { blocks, open: mark !== undefined };
}

function closes(mark: string, [, run = '', info = '']: RegExpExecArray): boolean {
  return run.startsWith(mark) && info.trim() === '';
}
