import { execFileSync } from 'node:child_process';
import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SgError } from '../../src/errors/sg-error.ts';
import { readLedger } from '../../src/ledger/read-ledger.ts';
import { openWorkspace } from '../../src/organism/workspace.ts';
import { runOnKernel } from '../../src/organism/run/run-on-kernel.ts';
import { soakRepository } from './soak-repository.ts';
import { worldText } from './soak-run.ts';

// Runs alone on a small tmpfs (TMPDIR) in a mount namespace of its own: fills it, then makes it read-only. Prints what came
// of each run as JSON: `ok`, or the code of an error, and whether the world's file changed.
const root = await soakRepository();
const workspace = await openWorkspace(root);
const ballast = path.join(tmpdir(), 'ballast');
let bridges = 0;

async function tried(target = 'bridge_create'): Promise<{ readonly came: string; readonly changed: boolean }> {
  const before = await worldText(workspace.world);
  bridges += 1;
  const input = target === 'bridge_create' ? { bridge_name: `br${bridges}`, interfaces: [] } : { device: 'eth1' };
  const place = { start: root, phenotype: 'default', world: undefined, target, input };
  const came = await runOnKernel({ ...place, wait: false, jobs: 1, dryRun: false, emit: () => undefined }).then(
    ({ ok }) => (ok ? 'ok' : 'failed'),
    (error: unknown) => (error instanceof SgError ? error.code : String(error)),
  );
  return { came, changed: (await worldText(workspace.world)) !== before };
}

/** Leaves so many bytes free. */
function fillUp(left: number): void {
  rmSync(ballast, { force: true });
  const { bavail, bsize } = statfsSync(tmpdir());
  const fd = openSync(ballast, 'w');
  writeSync(fd, Buffer.alloc(Math.max(0, bavail * bsize - left)));
  closeSync(fd);
}

const empty = await tried();
const full = [];
for (const left of [0, 4096, 8192, 12_288, 16_384, 24_576, 65_536]) {
  fillUp(left);
  full.push({ left, ...(await tried()) });
}
rmSync(ballast);
const again = await tried();
const { damaged } = readLedger(workspace.ledger);
execFileSync('mount', ['-o', 'remount,ro', tmpdir()]);
const readOnly = [await tried(), await tried('check_link_state')];
console.log(JSON.stringify({ empty, full, again, damaged, readOnly }));
