const context = 3;

/** More cells than this are not compared line by line: the files have little in common. */
const mostCells = 4_000_000;

interface Edit {
  readonly mark: ' ' | '-' | '+';
  readonly line: string;
}

/** The difference of two texts as `diff -u` shows it, without file names; empty where there is none. */
export function unifiedDiff(before: string, after: string): string {
  const edits = editsBetween(linesOf(before), linesOf(after));
  return hunks(edits).join('\n');
}

function linesOf(text: string): readonly string[] {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** Longest common subsequence between the first and the last lines that differ. */
function editsBetween(before: readonly string[], after: readonly string[]): readonly Edit[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  const most = Math.min(before.length, after.length) - head;
  while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  const same = (lines: readonly string[]): Edit[] => lines.map((line) => ({ mark: ' ', line }));
  return [
    ...same(before.slice(0, head)),
    ...middle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...same(before.slice(before.length - tail)),
  ];
}

function middle(before: readonly string[], after: readonly string[]): readonly Edit[] {
  if (before.length * after.length > mostCells) {
    return [
      ...before.map((line) => ({ mark: '-', line }) as const),
      ...after.map((line) => ({ mark: '+', line }) as const),
    ];
  }
  const lengths = commonLengths(before, after);
  const edits: Edit[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const [old, now] = [before[i], after[j]];
    if (old !== undefined && old === now) {
      edits.push({ mark: ' ', line: old });
      [i, j] = [i + 1, j + 1];
    } else if (old !== undefined && (now === undefined || at(lengths, i + 1, j) >= at(lengths, i, j + 1))) {
      edits.push({ mark: '-', line: old });
      i += 1;
    } else {
      edits.push({ mark: '+', line: now ?? '' });
      j += 1;
    }
  }
  return edits;
}

interface Lengths {
  readonly cells: Uint32Array;
  readonly width: number;
}

function at({ cells, width }: Lengths, i: number, j: number): number {
  return cells[i * width + j] ?? 0;
}

function commonLengths(before: readonly string[], after: readonly string[]): Lengths {
  const width = after.length + 1;
  const lengths = { cells: new Uint32Array((before.length + 1) * width), width };
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      lengths.cells[i * width + j] =
        before[i] === after[j] ? at(lengths, i + 1, j + 1) + 1 : Math.max(at(lengths, i + 1, j), at(lengths, i, j + 1));
    }
  }
  return lengths;
}

function hunks(edits: readonly Edit[]): readonly string[] {
  const shown: string[] = [];
  let [old, now] = [1, 1];
  let index = 0;
  while (index < edits.length) {
    const next = edits.findIndex(({ mark }, place) => place >= index && mark !== ' ');
    if (next < 0) break;
    const start = Math.max(index, next - context);
    const skipped = start - index;
    [old, now] = [old + skipped, now + skipped];
    const end = endOfHunk(edits, next);
    const part = edits.slice(start, end);
    const [minus, plus] = [
      part.filter(({ mark }) => mark !== '+').length,
      part.filter(({ mark }) => mark !== '-').length,
    ];
    shown.push(`@@ -${range(old, minus)} +${range(now, plus)} @@`, ...part.map(({ mark, line }) => mark + line));
    [old, now, index] = [old + minus, now + plus, end];
  }
  return shown;
}

/** GNU diff's form: a range of nothing stands behind the line before it. */
function range(start: number, length: number): string {
  if (length === 1) return `${start}`;
  return `${length === 0 ? start - 1 : start},${length}`;
}

function endOfHunk(edits: readonly Edit[], first: number): number {
  let last = first;
  for (let place = first; place < edits.length && place <= last + 2 * context; place += 1) {
    if (edits[place]?.mark !== ' ') last = place;
  }
  return Math.min(edits.length, last + context + 1);
}
