// Child process of compact-ledger.test.ts: compacts as fast as it can, until it is killed.
import { setImmediate } from 'node:timers/promises';
import { compactLedger } from '../../src/ledger/compact-ledger.ts';

const [folder] = process.argv.slice(2);
process.send('ready');
for (;;) {
  compactLedger(folder);
  await setImmediate();
}
