// Which tests share a lab. Each share runs in a lab of its own, several at a time: most of their time they wait for timers.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './run-step.js';

/** What takes long enough to have a lab for itself. */
const apart = new Set(['kill.test.ts', 'differential.test.ts']);

/** A guest takes longer to start than most of its tests: one is enough. */
const whole = new Set(['uml', 'host']);

/**
 * @param {string} kind
 * @param {readonly string[]} asked test files; all of the kind's when empty
 * @returns {{ name: string, kind: string, files: string[] }[]} the longest first
 */
export function sharesOf(kind, asked) {
  const folder = `test/lab/${kind}/`;
  const here = asked.filter((file) => file.startsWith(folder));
  if (asked.length > 0) return here.length === 0 ? [] : [{ name: kind, kind, files: here }];
  if (whole.has(kind)) return [{ name: kind, kind, files: [folder] }];
  const names = readdirSync(path.join(root, folder)).filter((name) => name.endsWith('.test.ts'));
  const alone = names.filter((name) => apart.has(name));
  const rest = names.filter((name) => !apart.has(name));
  return [
    { name: kind, kind, files: rest.map((name) => folder + name) },
    ...alone.map((name) => ({ name: `${kind}-${name.split('.')[0]}`, kind, files: [folder + name] })),
  ].filter(({ files }) => files.length > 0);
}

/** Adds up what the shares of a kind counted; a share that left nothing has ended early, and so has the kind. */
export function addCounts(reports, total) {
  const sum = { numPassedTests: 0, numFailedTests: 0 };
  for (const file of reports) {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(file, 'utf8'));
    sum.numPassedTests += numPassedTests;
    sum.numFailedTests += numFailedTests;
  }
  writeFileSync(total, JSON.stringify(sum));
}
