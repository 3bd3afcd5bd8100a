import { stripVTControlCharacters } from 'node:util';

/** Width as a terminal shows it, near enough: escape sequences count nothing. */
function width(text: string): number {
  return Array.from(stripVTControlCharacters(text)).length;
}

/**
 * Rows as aligned columns, two blanks apart, without trailing blanks. Cells may carry colour.
 */
export function table(rows: readonly (readonly string[])[], indent = ''): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, width(cell));
  }
  return rows.map((row) => `${indent}${alignedRow(row, widths)}`.trimEnd()).join('\n');
}

function alignedRow(row: readonly string[], widths: readonly number[]): string {
  return row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - width(cell))).join('  ');
}
