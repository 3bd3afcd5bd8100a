import type { Connection, Feed } from '../ast.ts';
import { entriesOf, type Entry } from './block.ts';
import type { Faults } from './faults.ts';
import { readLeaf } from './read-entry.ts';
import { uniqueByName } from './read-fields.ts';
import { present, unique } from './unique.ts';

/** `bridge_create  convergence`. */
export function readFeeds(section: Entry, faults: Faults): readonly Feed[] {
  const feeds = entriesOf(section.body, faults).map((entry): Feed | undefined => {
    const read = readLeaf('feed', entry, faults);
    if (read === undefined) return undefined;
    const { locus, timescale } = read;
    const span = { start: locus.span.start, end: (timescale ?? locus).span.end };
    return { locus, timescale: timescale?.text === 'resilience' ? 'resilience' : timescale && 'convergence', span };
  });
  return unique(
    present(feeds),
    ({ locus, timescale }) => `${locus.text} ${timescale ?? 'convergence'}`,
    ({ locus, span }, first) => {
      faults.report(
        'duplicate-feed',
        span,
        `Line ${first.span.start.line} feeds ${locus.text} on this timescale already.`,
      );
    },
  );
}

/** `connection  sqlite  "Database to inspect"`. */
export function readConnections(section: Entry, faults: Faults): readonly Connection[] {
  const connections = entriesOf(section.body, faults).map((entry) => readLeaf('connection', entry, faults));
  return uniqueByName(present(connections), 'duplicate-connection', faults);
}
