import { displayWidth } from '../display-width.ts';

/** Space between columns. */
const gap = '  ';

/**
 * Rows of cells as lines in which a column starts at the same place in every row. A row's last cell, however long, moves
 * no column. Empty cells keep their place.
 */
export function alignColumns(rows: readonly (readonly string[])[]): readonly string[] {
  const trimmed = rows.map(withoutEmptyEnd);
  const widths: number[] = [];
  for (const row of trimmed) {
    row.slice(0, -1).forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, displayWidth(cell));
    });
  }
  return trimmed.map((row) => row.map((cell, column) => padded(cell, column, row.length, widths)).join(''));
}

function padded(cell: string, column: number, count: number, widths: readonly number[]): string {
  if (column === count - 1) return cell;
  return cell + ' '.repeat((widths[column] ?? 0) - displayWidth(cell)) + gap;
}

function withoutEmptyEnd(row: readonly string[]): readonly string[] {
  return row.slice(0, row.findLastIndex((cell) => cell !== '') + 1);
}
