import type { LedgerRecord } from './record.ts';

/** Of a process on another machine nothing can be asked; here it is certainly gone. */
const elsewhere = { pid: 0, start: null, boot: 'elsewhere', namespace: null };

/**
 * A record as it may leave the host: counts, verdicts and digests stay; texts from genes and kernels, arguments of checks
 * and what identifies processes go. An error keeps its kind, which is sg's own word.
 */
export function redacted(record: LedgerRecord): LedgerRecord {
  switch (record.t) {
    case 'run':
      return { ...record, ...elsewhere };
    case 'outcome':
      return record.error === undefined ? record : { ...record, error: errorKind(record.error) };
    case 'due':
      return { ...record, check: [{ target: 'not-published', arguments: {} }] };
    case 'decomposed':
      return { ...record, reason: 'not-published' };
    default:
      return record;
  }
}

function errorKind(error: string): string {
  return /^[a-z-]{1,40}(?=: )/.exec(error)?.[0] ?? 'unknown';
}
