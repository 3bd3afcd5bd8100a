import { JournalFile } from '../../../src/kernel/journal/journal-file.ts';
import { NetworkManager } from '../../../src/kernel/networkmanager/network-manager.ts';
import { runOnKernel } from '../../../src/organism/run/run-on-kernel.ts';
import { watchRound } from '../../../src/organism/watch/watch-round.ts';

/**
 * run-and-die.ts MOMENT ROOT COMMAND INPUT: `run` (a bridge, without waiting) or `watch` on NetworkManager, killed at the
 * moment: `METHOD` or `METHOD:RECORD` before it, with `+` in front after it.
 */
const [moment = '', root = '', command = '', input = '{}'] = process.argv.slice(2);
const after = moment.startsWith('+');
const [method, record] = moment.replace('+', '').split(':');

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('still alive');
}

type Methods = Record<string, (...args: unknown[]) => Promise<unknown>>;

for (const one of [JournalFile.prototype, NetworkManager.prototype] as unknown as Methods[]) {
  const original = method === undefined ? undefined : one[method];
  if (method === undefined || original === undefined) continue;
  one[method] = async function (this: unknown, ...args: unknown[]) {
    const meant = record === undefined || (args[0] as { readonly t?: string } | undefined)?.t === record;
    if (meant && !after) die();
    const result = await original.apply(this, args);
    if (meant) die();
    return result;
  };
}

const place = { start: root, kernel: 'networkmanager', phenotype: 'default', world: undefined } as const;
if (command === 'watch') await watchRound(place);
else {
  const how = { wait: false, jobs: 1, dryRun: false, emit: () => undefined };
  const target = 'provision_management_bridge';
  await runOnKernel({ ...place, ...how, target, input: JSON.parse(input) as never });
}
