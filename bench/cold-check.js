// Child of contracts.ts: the first check of all contracts in a fresh process, from the built program, in milliseconds.
// With the argument `anew` each text has a comment more, so that none is one which the build has read already.
import { Buffer } from 'node:buffer';
import { workTree } from '../dist/git/work-tree.js';
import { loadContracts } from '../dist/organism/contracts/load-contracts.js';

const shipped = workTree(new URL('..', import.meta.url).pathname);
const tree = process.argv[2] === 'anew' ? { ...shipped, list: shipped.list.bind(shipped), read: readChanged } : shipped;
const started = performance.now();
const { diagnostics } = await loadContracts(tree);
const taken = performance.now() - started;
if (diagnostics.some(({ severity }) => severity === 'error')) throw new Error('the contracts have errors');
console.log(taken);

async function readChanged(file) {
  return Buffer.concat([await shipped.read(file), Buffer.from('# changed\n')]);
}
