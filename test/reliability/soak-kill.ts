import { spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { listLedger, segmentPath } from '../../src/ledger/segments.ts';
import type { Workspace } from '../../src/organism/workspace.ts';
import { projectRoot } from '../helpers/project-root.ts';
import type { Random } from './random.ts';
import { soakTask } from './soak-task.ts';
import { worldText } from './soak-run.ts';

const program = path.join(projectRoot, 'bin', 'run.js');

/** Milliseconds after which a run that never writes is killed all the same. */
const longest = 20_000;

export interface Kill {
  /** False when the run had ended by itself before. */
  readonly killed: boolean;
  /** Bytes the run had written to the ledger. */
  readonly written: number;
  readonly worldChanged: boolean;
}

/**
 * Starts the built `sg run` and kills it (SIGKILL) once it has written some bytes to the ledger.
 * @throws Error when the world changed although an attempt of the run was still open: it was kept before it was proven
 */
export async function killedRun(workspace: Workspace, random: Random): Promise<Kill> {
  const { target, input } = soakTask(random);
  const before = { world: await worldText(workspace.world), bytes: ledgerBytes(workspace.ledger) };
  const args = [program, 'run', target, '--input', JSON.stringify(input), '--json'];
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
  const child = spawn(process.execPath, args, { cwd: workspace.root, env, stdio: 'ignore' });
  const ended = new Promise<NodeJS.Signals | null>((resolve) =>
    child.on('close', (_, signal) => {
      resolve(signal);
    }),
  );
  const enough = total(before.bytes) + random.below(1200);
  const since = performance.now();
  while (child.exitCode === null && total(ledgerBytes(workspace.ledger)) <= enough) {
    if (performance.now() - since > longest) break;
    await delay(1);
  }
  child.kill('SIGKILL');
  const killed = (await ended) === 'SIGKILL';
  const text = appended(workspace.ledger, before.bytes);
  const worldChanged = (await worldText(workspace.world)) !== before.world;
  if (worldChanged && openAttempts(text) > 0) throw new Error(`${target}: a world was kept while an attempt was open`);
  return { killed, written: Buffer.byteLength(text), worldChanged };
}

function ledgerBytes(ledger: string): ReadonlyMap<number, number> {
  return new Map(
    listLedger(ledger).segments.map((number) => [number, statSync(segmentPath(ledger, number)).size] as const),
  );
}

function total(bytes: ReadonlyMap<number, number>): number {
  return [...bytes.values()].reduce((sum, each) => sum + each, 0);
}

function appended(ledger: string, before: ReadonlyMap<number, number>): string {
  return listLedger(ledger)
    .segments.map((number) => readFileSync(segmentPath(ledger, number)).subarray(before.get(number) ?? 0))
    .map((bytes) => bytes.toString('utf8'))
    .join('');
}

/** Of one run: attempts are numbered from 1. */
function openAttempts(text: string): number {
  const count = (kind: string): number => text.split(`"t":"${kind}"`).length - 1;
  return count('intent') - count('outcome') - count('withdrawn');
}
