import type { BenchRow } from '../row.ts';

/** Whether a row came up to what was to be reached; goal by goal where the answers differ. Empty where nothing was asked. */
export function verdict({ goals, values }: BenchRow, smoke: boolean): string {
  if (Object.keys(values).length === 0) return 'not measured';
  if (smoke) return '';
  const word = (reached: boolean): string => (reached ? 'reached' : 'not reached');
  const [first] = goals;
  if (goals.every(({ reached }) => reached === first?.reached)) return first === undefined ? '' : word(first.reached);
  return goals.map(({ says, reached }) => `${says}: ${word(reached)}`).join('; ');
}

/** What was to be reached, as one text. */
export function goalsText({ goals }: BenchRow): string {
  return goals.map(({ says }) => says).join('; ');
}
