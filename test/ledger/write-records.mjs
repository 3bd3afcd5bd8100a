// Child process of ledger.test.ts: writes records as fast as it can, one flush each.
import { LedgerWriter } from '../../src/ledger/ledger-writer.ts';

const [folder, run, count] = process.argv.slice(2);
const digest = 'a'.repeat(64);
const ledger = new LedgerWriter(folder);
for (let attempt = 1; attempt <= Number(count); attempt += 1) {
  const digests = { allele: digest, contract: digest, input: digest };
  ledger.add({ t: 'intent', run, attempt, at: 0, step: '1', locus: 'bridge_create', ...digests });
  ledger.flush();
}
ledger.close();
