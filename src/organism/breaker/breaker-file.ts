import { readFileSync } from 'node:fs';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { coverFrom, scanLedger, steadily, visitLine, type Cover } from '../../ledger/scan.ts';
import type { LedgerFolder } from '../../ledger/segments.ts';
import { sealed, unsealed } from '../../ledger/state-text.ts';
import { BreakerFold, type BreakerState } from './breaker-fold.ts';
import type { Circuit } from './circuit.ts';

interface Kept {
  readonly cover: Cover;
  readonly circuits: readonly (readonly [string, Circuit])[];
  readonly runs: readonly (readonly [string, readonly (readonly [number, { locus: string; allele: string }])[]])[];
}

type Keeping = boolean | 'nothing';

/** Records read anew before the state is written again. */
const worthKeeping = 200;

/**
 * The circuits as the ledger tells them: what was kept of it, and the records that came since. Cheap enough for the start
 * of every run.
 * @param keep write the state even for a few new records: before segments are folded away; or write nothing at all
 */
export function readBreakers(ledger: string, keep: Keeping = false): BreakerFold {
  return steadily(ledger, (folder) => continued(folder, readKept(folder), keep) ?? started(folder, keep));
}

function started(folder: LedgerFolder, keep: Keeping): BreakerFold {
  return continued(folder, undefined, keep) ?? new BreakerFold();
}

function continued(folder: LedgerFolder, kept: Kept | undefined, keep: Keeping): BreakerFold | undefined {
  const fold = new BreakerFold(kept === undefined ? undefined : stateOf(kept));
  let lines = 0;
  const visitor = {
    record: (record: Parameters<BreakerFold['add']>[0]) => {
      lines += 1;
      fold.add(record);
    },
    damaged: () => (lines += 1),
  };
  const scanned = scanLedger(folder, coverFrom(folder, kept?.cover), visitor);
  if (scanned === undefined) return undefined;
  if (keep !== 'nothing' && (lines >= worthKeeping || (keep && lines > 0))) write(folder, scanned.cover, fold.state);
  for (const line of scanned.last) visitLine(line, visitor);
  return fold;
}

function stateOf(kept: Kept): BreakerState {
  return {
    circuits: new Map(kept.circuits),
    runs: new Map(kept.runs.map(([run, attempts]) => [run, new Map(attempts)])),
  };
}

function file(folder: LedgerFolder): string {
  return path.join(folder.path, 'breakers');
}

function readKept(folder: LedgerFolder): Kept | undefined {
  try {
    return unsealed(readFileSync(file(folder), 'utf8')) as Kept | undefined;
  } catch {
    return undefined;
  }
}

/** Only saves time, as long as the segments are there. */
function write(folder: LedgerFolder, cover: Cover, { circuits, runs }: BreakerState): void {
  const kept: Kept = {
    cover,
    circuits: [...circuits],
    runs: [...runs].map(([run, attempts]) => [run, [...attempts]]),
  };
  try {
    writeFileAtomic.sync(file(folder), sealed(kept), { fsync: false });
  } catch {
    return;
  }
}
