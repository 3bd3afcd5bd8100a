import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { encodeLine } from '../src/ledger/line.ts';
import type { LedgerRecord } from '../src/ledger/record.ts';
import { segmentPath } from '../src/ledger/segments.ts';
import { sha256, type Sha256 } from '../src/model/digest.ts';

interface Size {
  readonly alleles: number;
  readonly recordsEach: number;
}

/** Puts alleles and their history into a genome repository: full segments, as runs would have written them. */
export function fill(root: string, { alleles, recordsEach }: Size): void {
  const genes = new Set(readdirSync(path.join(root, 'contracts', 'genes')).map((name) => name.replace(/\.sg$/, '')));
  const loci = readdirSync(path.join(root, 'genome')).filter((name) => genes.has(name));
  const pool = Array.from({ length: alleles }, (_, index) => {
    const source = `// Allele ${index} of the benchmark.\nexport default async function execute() { return {}; }\n`;
    const locus = loci[index % loci.length] ?? '';
    const allele = sha256(source);
    writeFileSync(path.join(root, 'genome', locus, `${allele}.ts`), source);
    writeFileSync(path.join(root, 'genome', locus, `${allele}.toml`), '');
    return { locus, allele };
  });
  writeLedger(path.join(root, '.sg', 'ledger'), pool, recordsEach);
}

const segmentBytes = 4 * 1024 * 1024;

function writeLedger(
  folder: string,
  pool: readonly { readonly locus: string; readonly allele: Sha256 }[],
  recordsEach: number,
): void {
  mkdirSync(folder, { recursive: true });
  let text = '';
  let segment = 1;
  // A run is five records; alleles take turns, as they would in the life of a host.
  for (let round = 0; round < recordsEach / 5; round += 1) {
    for (const [index, place] of pool.entries()) {
      text += runRecords(`run-${round}-${index}`, place).map(encodeLine).join('');
      if (text.length < segmentBytes) continue;
      writeFileSync(segmentPath(folder, segment), text);
      segment += 1;
      text = '';
    }
  }
  writeFileSync(segmentPath(folder, segment), text);
}

function runRecords(run: string, place: { readonly locus: string; readonly allele: Sha256 }): readonly LedgerRecord[] {
  const about = { run, attempt: 1, at: 1_767_225_600, ...place };
  const asked = { step: '1', contract: sha256(place.locus), input: sha256(run) };
  return [
    { t: 'run', run, at: about.at, target: place.locus, phenotype: 'default', kernel: 'mock', pid: 1 },
    { t: 'intent', ...about, ...asked },
    { t: 'outcome', ...about, outcome: 'ok', operations: 3 },
    { t: 'verdict', ...about, timescale: 'immediate', healthy: true },
    { t: 'end', run, at: about.at, ok: true, rolledBack: false },
  ];
}
