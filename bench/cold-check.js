// Child of contracts.ts: the first check of all contracts in a fresh process, from the built program, in milliseconds.
import { workTree } from '../dist/git/work-tree.js';
import { loadContracts } from '../dist/organism/contracts/load-contracts.js';

const tree = workTree(new URL('..', import.meta.url).pathname);
const started = performance.now();
const { diagnostics } = await loadContracts(tree);
const taken = performance.now() - started;
if (diagnostics.some(({ severity }) => severity === 'error')) throw new Error('the contracts have errors');
console.log(taken);
