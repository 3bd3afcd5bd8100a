import type { Standing } from '../organism/status/next-steps.ts';
import { printableLine } from './printable.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';

/** Where one stands, and the commands worth giving now. */
export function nextView({ root, phenotype, steps }: Standing, style: Style): string {
  const rows = steps.map(({ command, why }) => [style.strong(printableLine(command, 200)), why]);
  return [
    where(root, phenotype, style),
    '',
    table(rows, '  '),
    '',
    style.dim('`sg help` lists every command, `sg COMMAND --help` shows one with examples.'),
  ].join('\n');
}

function where(root: string | null, phenotype: string | null, style: Style): string {
  if (root === null) return 'Software Genomics. There is no genome repository here.';
  const expressing = phenotype === null ? 'no genome yet' : `phenotype ${phenotype}`;
  return `${style.strong('Software Genomics')}  ${printableLine(root, 60)}, ${printableLine(expressing, 70)}`;
}
