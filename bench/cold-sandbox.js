// Child of sandbox.ts: the sandbox's start and first call in a fresh process, from the built program, in milliseconds.
// Arguments: cache directory, or nothing for no cache.
import { createHash } from 'node:crypto';
import { createSandbox } from '../dist/sandbox/create-sandbox.js';

const source =
  'export default async function execute(input: { a: number }, kernel: any) { return [await kernel.link("eth0"), input.a]; }';
const gene = { digest: createHash('sha256').update(source).digest('hex'), source, file: 'gene.ts' };
const port = { operations: ['link'], clock: () => 0, call: () => Promise.resolve({ name: 'eth0' }) };
const started = performance.now();
const sandbox = await createSandbox(process.argv[2] === undefined ? {} : { cacheDir: process.argv[2] });
const created = performance.now();
const result = await sandbox.run(gene, { a: 1 }, port, { seed: 'bench' });
const called = performance.now();
sandbox.dispose();
if (!result.ok) throw new Error(result.fault.message);
console.log(JSON.stringify({ create: created - started, firstCall: called - created }));
