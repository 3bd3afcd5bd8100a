import process from 'node:process';
import { parseArgs } from 'node:util';
import { soak, type SoakReport } from './soak.ts';

// Started by scripts/soak.js. Prints progress and figures; exit status 1 when something is not as it should be.
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '20261123' },
    'kill-every': { type: 'string', default: '100' },
  },
});
const runs = count(values.runs, '--runs');

/** Mebibytes that a process may hold more at the end than after the warm-up. */
const margin = 32;

const started = performance.now();
const report = await soak({
  runs,
  seed: count(values.seed, '--seed'),
  killEvery: count(values['kill-every'], '--kill-every'),
  compactEvery: Math.max(100, Math.ceil(runs / 20)),
  warm: Math.max(1, Math.floor(runs / 5)),
  progress: (line) => {
    console.log(`${Math.round((performance.now() - started) / 1000)} s: ${line}`);
  },
});
console.log(JSON.stringify(report, null, 2));
const faults = faultsOf(report);
for (const fault of faults) console.error(fault);
console.log(faults.length === 0 ? 'The soak found nothing.' : `${faults.length} findings.`);
if (faults.length > 0) process.exitCode = 1;

function faultsOf({ warm, last, ledger, differences, results }: SoakReport): readonly string[] {
  const grown = last.rssMiB - warm.rssMiB;
  return [
    ...differences,
    ...ledger.strays.map((place) => `attempt ${place} is closed twice, or was never begun`),
    ...(grown > margin ? [`memory grew by ${grown} MiB after ${warm.runs} runs; expected at most ${margin}`] : []),
    ...(last.files > warm.files ? [`${last.files} files are open, ${warm.files} were after ${warm.runs} runs`] : []),
    ...(ledger.damaged > results.killed ? [`${ledger.damaged} lines are torn, for ${results.killed} kills`] : []),
  ];
}

function count(text: string, flag: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new RangeError(`${flag} expects a whole number, got ${text}`);
}
